package dev.mlrecipe.coreml.mil;

import static dev.mlrecipe.coreml.tensor.DataType.FLOAT16;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT32;
import static dev.mlrecipe.coreml.tensor.DataType.INT4;
import static dev.mlrecipe.coreml.tensor.DataType.INT8;
import static dev.mlrecipe.coreml.tensor.DataType.UINT1;
import static dev.mlrecipe.coreml.tensor.DataType.UINT2;
import static dev.mlrecipe.coreml.tensor.DataType.UINT3;
import static dev.mlrecipe.coreml.tensor.DataType.UINT4;
import static dev.mlrecipe.coreml.tensor.DataType.UINT8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which forms an opset can store, what they are called there and how large they are; for a weight of [8,6]. */
class MilEncodingTest {
    private static final Shape SHAPE = Shape.of(8, 6);
    private static final String FINE = null;

    private static Tensor sketch(DataType type, long... dims) {
        return Tensor.sketch(type, Shape.of(dims));
    }

    private static Dense codes(DataType type) {
        return new Dense(Tensor.sketch(type, SHAPE));
    }

    private static Affine affine(Representation data, long... scale) {
        return new Affine(data, sketch(FLOAT16, scale), Optional.empty());
    }

    private static Affine affine(DataType type, DataType offset, long... scale) {
        return new Affine(codes(type), sketch(FLOAT16, scale), Optional.of(sketch(offset, scale)));
    }

    private static LookupTable table(DataType indices, DataType entries, long... shape) {
        return new LookupTable(Tensor.sketch(indices, SHAPE), new Dense(sketch(entries, shape)), 0);
    }

    private static final Tensor MASK = Tensor.sketch(UINT1, SHAPE);
    private static final Sparse SPARSE = new Sparse(MASK, sketch(FLOAT16, 20));
    private static final Sparse SPARSE_CODES = new Sparse(MASK, sketch(INT8, 20));
    private static final Affine SCALED_TABLE =
            new Affine(new Dense(sketch(INT8, 1, 1, 16, 1)), sketch(FLOAT16, 1, 1, 1, 1), Optional.empty());
    private static final SparseLookupTable SPARSE_TABLE =
            new SparseLookupTable(MASK, sketch(UINT4, 20), new Dense(sketch(FLOAT16, 1, 1, 16, 1)), 0);

    static List<Arguments> forms() {
        return List.of(
                // form, name and bytes and problem at CoreML7, name and bytes and problem at CoreML9
                both(new Dense(Tensor.sketch(FLOAT16, SHAPE)), "dense", 96, FINE, "dense", 96, FINE),
                both(affine(codes(INT8), 8, 1), "affine_dequantize", 48 + 16 + 8, FINE, "blockwise_shift_scale", 64, FINE),
                both(affine(codes(INT8), 1, 1), "affine_dequantize", 48 + 2 + 1, FINE, "blockwise_shift_scale", 50, FINE),
                both(affine(UINT8, UINT8, 1, 6), "affine_dequantize", 48 + 12 + 6, FINE, "blockwise_shift_scale", 66, FINE),
                both(
                        affine(UINT8, FLOAT32, 1, 6),
                        "affine_dequantize", 48 + 12 + 24, FINE,
                        "blockwise_shift_scale", 84, FINE),
                both(
                        affine(INT8, UINT8, 8, 1),
                        "affine_dequantize", 72, FINE,
                        "blockwise_shift_scale", 72,
                        "zero points of uint8 for int8 codes cannot be stored; int8, float16 and float32 are possible"),
                second(
                        affine(INT8, FLOAT16, 8, 1),
                        "zero points of float16 need CoreML8; int8 is possible",
                        "blockwise_shift_scale", 80),
                second(
                        affine(codes(INT4), 8, 1),
                        "int4 codes need CoreML8; int8 and uint8 are possible",
                        "blockwise_shift_scale", 24 + 16),
                second(
                        affine(codes(INT8), 8, 2),
                        "a scale per block needs CoreML8; one per tensor or per channel is possible",
                        "blockwise_shift_scale", 48 + 32),
                second(
                        affine(codes(INT8), 8, 6),
                        "scales along several axes need CoreML8; one axis is possible",
                        "blockwise_shift_scale", 48 + 96),
                both(table(UINT2, FLOAT16, 1, 1, 4, 1), "lut_to_dense", 12 + 8, FINE, "lut_to_dense", 20, FINE),
                second(
                        table(UINT3, FLOAT16, 1, 1, 8, 1),
                        "tables of 8 entries (3 bit) need CoreML8; 2, 4, 16, 64 or 256 entries are possible",
                        "lut_to_dense", 18 + 16),
                second(
                        table(UINT2, FLOAT16, 4, 1, 4, 1),
                        "several tables per weight need CoreML8; one per weight is possible",
                        "lut_to_dense", 12 + 32),
                second(
                        new LookupTable(sketch(UINT2, 4, 6), new Dense(sketch(FLOAT16, 1, 1, 4, 2)), 0),
                        "table entries of 2 elements need CoreML8; 1 is possible",
                        "lut_to_dense", 6 + 16),
                second(
                        new LookupTable(Tensor.sketch(UINT4, SHAPE), SCALED_TABLE, 0),
                        "a quantized table needs CoreML8; float16 and float32 tables are possible",
                        "blockwise_shift_scale+lut_to_dense", 24 + 16 + 2),
                second(
                        affine(table(UINT4, FLOAT16, 1, 1, 16, 1), 8, 1),
                        "scales over a table need CoreML8; scales over int8 or uint8 codes are possible",
                        "lut_to_dense+blockwise_shift_scale", 24 + 32 + 16),
                both(SPARSE, "sparse_to_dense", 6 + 40, FINE, "sparse_to_dense", 46, FINE),
                second(
                        new Sparse(MASK, sketch(INT4, 20)),
                        "non-zero values of int4 need CoreML8; int8, uint8, float16 and float32 are possible",
                        "sparse_to_dense", 6 + 10),
                second(
                        SPARSE_TABLE,
                        "a pruned and palettized weight needs CoreML8; one of the two is possible",
                        "lut_to_sparse+sparse_to_dense", 6 + 10 + 32),
                second(
                        new SparseAffine(SPARSE_CODES, sketch(FLOAT16, 8, 1), Optional.empty()),
                        "a pruned and quantized weight needs CoreML8; one of the two is possible",
                        "sparse_blockwise_shift_scale+sparse_to_dense", 6 + 20 + 16),
                second(
                        new SparseAffine(SPARSE_TABLE, sketch(FLOAT16, 8, 1), Optional.empty()),
                        "a pruned and quantized weight needs CoreML8; one of the two is possible",
                        "lut_to_sparse+sparse_blockwise_shift_scale+sparse_to_dense", 6 + 10 + 32 + 16),
                second(
                        affine(SPARSE_CODES, 8, 1),
                        "scales over a compressed form need CoreML8; scales over int8 or uint8 codes are possible",
                        "sparse_to_dense+blockwise_shift_scale", 6 + 20 + 16),
                both(new Cast(Tensor.sketch(FLOAT16, SHAPE)), "cast", 96, FINE, "cast", 96, FINE));
    }

    private static Arguments both(
            Representation form, String first, long firstBytes, String firstProblem,
            String second, long secondBytes, String secondProblem) {
        return Arguments.of(form, first, firstBytes, firstProblem, second, secondBytes, secondProblem);
    }

    /** A form that only the second generation has; the first one describes it in the same words. */
    private static Arguments second(Representation form, String firstProblem, String name, long bytes) {
        return Arguments.of(form, name, bytes, firstProblem, name, bytes, FINE);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyFormHasANameASizeAndPerhapsAProblem(
            Representation form,
            String first,
            long firstBytes,
            String firstProblem,
            String second,
            long secondBytes,
            String secondProblem) {
        Stream.of(Opset.COREML6, Opset.COREML7).map(MilEncoding::new).forEach(encoding -> {
            assertEquals(Optional.ofNullable(firstProblem), encoding.illegal(form));
            assertEquals(first, encoding.formName(form));
            assertEquals(firstBytes, encoding.storedBytes(form));
        });
        Stream.of(Opset.COREML8, Opset.COREML9).map(MilEncoding::new).forEach(encoding -> {
            assertEquals(Optional.ofNullable(secondProblem), encoding.illegal(form));
            assertEquals(second, encoding.formName(form));
            assertEquals(secondBytes, encoding.storedBytes(form));
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void coreMl5StoresPlainValuesOnly(Representation form) {
        Optional<String> problem = form instanceof Dense
                ? Optional.empty()
                : Optional.of("compressed weights need CoreML6; CoreML5 stores plain values only");
        assertEquals(problem, new MilEncoding(Opset.COREML5).illegal(form));
    }
}
