package dev.mlrecipe.coreml.mil;

import static dev.mlrecipe.coreml.tensor.DataType.FLOAT16;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT32;
import static dev.mlrecipe.coreml.tensor.DataType.INT8;
import static dev.mlrecipe.coreml.tensor.DataType.UINT8;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.mil.Step.Made;
import dev.mlrecipe.coreml.program.ImmediateBytes;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Compressed weights at CoreML6 and CoreML7: one operation per weight, parameters as attributes, one table or one
 * scale axis per tensor, indices and masks as packed bytes.
 */
final class FirstGeneration implements Generation {
    private static final Set<DataType> VALUES = EnumSet.of(INT8, UINT8, FLOAT16, FLOAT32);
    private static final Set<Integer> INDEX_BITS = Set.of(1, 2, 4, 6, 8);
    /** Why {@link Linear} is no form of an ML program. */
    static final String LINEAR =
            "linear codes with a bias belong to neural networks; a scale with a zero point is possible";

    @Override
    public Optional<String> illegal(Representation form) {
        return switch (form) {
            case Dense dense -> Optional.empty();
            case Cast cast -> Optional.empty();
            case Affine affine -> illegalAffine(affine);
            case Linear linear -> Optional.of(LINEAR);
            case LookupTable table -> illegalTable(table);
            case Sparse sparse -> VALUES.contains(sparse.type())
                    ? Optional.empty()
                    : Optional.of("non-zero values of " + sparse.type().word()
                            + " need CoreML8; int8, uint8, float16 and float32 are possible");
            case SparseLookupTable table -> Optional.of(
                    "a pruned and palettized weight needs CoreML8; one of the two is possible");
            case SparseAffine affine -> Optional.of(
                    "a pruned and quantized weight needs CoreML8; one of the two is possible");
        };
    }

    private static Optional<String> illegalAffine(Affine affine) {
        if (!(affine.data() instanceof Dense data)) {
            return Optional.of("scales over a " + (affine.data() instanceof LookupTable ? "table" : "compressed form")
                    + " need CoreML8; scales over int8 or uint8 codes are possible");
        }
        if (data.type() != INT8 && data.type() != UINT8 && !SecondGeneration.CODES.contains(data.type())) {
            return Optional.of(data.type().word() + " codes cannot be stored; int8 and uint8 are possible");
        }
        if (data.type() != INT8 && data.type() != UINT8) {
            return Optional.of(data.type().word() + " codes need CoreML8; int8 and uint8 are possible");
        }
        if (affine.shape().rank() < 1) {
            return Optional.of("a scalar cannot be quantized");
        }
        int axes = 0;
        for (int axis = 0; axis < affine.shape().rank(); axis++) {
            long scales = affine.scale().shape().dim(axis);
            if (scales > 1 && scales < affine.shape().dim(axis)) {
                return Optional.of("a scale per block needs CoreML8; one per tensor or per channel is possible");
            }
            axes += scales > 1 ? 1 : 0;
        }
        if (axes > 1) {
            return Optional.of("scales along several axes need CoreML8; one axis is possible");
        }
        if (affine.offset().isPresent()) {
            DataType offset = affine.offset().get().type();
            if (offset != INT8 && offset != UINT8 && offset != FLOAT32) {
                return Optional.of("zero points of " + offset.word() + " need CoreML8; " + data.type().word()
                        + " is possible");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> illegalTable(LookupTable form) {
        int bits = form.indices().type().bits();
        if (SecondGeneration.OTHER_BITS.containsKey(bits)) {
            return Optional.of(SecondGeneration.noTable(bits));
        }
        if (!INDEX_BITS.contains(bits)) {
            return Optional.of("tables of " + (1 << bits) + " entries (" + bits
                    + " bit) need CoreML8; 2, 4, 16, 64 or 256 entries are possible");
        }
        if (!(form.table() instanceof Dense table)) {
            return Optional.of("a quantized table needs CoreML8; float16 and float32 tables are possible");
        }
        if (form.vectorLength() > 1) {
            return Optional.of("table entries of " + form.vectorLength() + " elements need CoreML8; 1 is possible");
        }
        if (table.shape().elements() != 1L << bits) {
            return Optional.of("several tables per weight need CoreML8; one per weight is possible");
        }
        return VALUES.contains(table.type())
                ? Optional.empty()
                : Optional.of("tables of " + table.type().word()
                        + " cannot be stored; int8, uint8, float16 and float32 are possible");
    }

    @Override
    public Chain chain(Representation form) {
        Chain.Builder chain = new Chain.Builder();
        Made made = new Made(form.type(), form.shape());
        switch (form) {
            case Dense dense -> {}
            case Cast cast -> chain.put("source_val", cast.values())
                    .put("output_dtype", Values.string("fp32"))
                    .end("cast", made);
            case Affine affine -> affine(chain, affine, made);
            case LookupTable table -> chain.put("indices", packed(table.indices()))
                    .put("lut", vector(((Dense) table.table()).values()))
                    .put("shape", Values.dimensions(form.shape()))
                    .end("lut_to_dense", made);
            case Sparse sparse -> chain.put("mask", packed(sparse.mask()))
                    .put("nonzero_data", sparse.values())
                    .put("shape", Values.dimensions(form.shape()))
                    .end("sparse_to_dense", made);
            case Linear linear -> throw new IllegalArgumentException(LINEAR);
            case SparseLookupTable table -> throw new IllegalArgumentException(illegal(form).orElseThrow());
            case SparseAffine affine -> throw new IllegalArgumentException(illegal(form).orElseThrow());
        }
        return chain.build();
    }

    private static void affine(Chain.Builder chain, Affine affine, Made made) {
        Tensor data = ((Dense) affine.data()).values();
        Shape scales = affine.scale().shape();
        int axis = 0;
        for (int i = 0; i < scales.rank(); i++) {
            axis = scales.dim(i) > 1 ? i : axis;
        }
        Tensor zeros = affine.offset().orElseGet(() -> zeros(data.type(), scales));
        chain.put("quantized_data", data)
                .put("scale", squeezed(affine.scale()))
                // The first generation requires a zero point; symmetric codes have zeros.
                .put("zero_point", squeezed(zeros))
                .put("axis", Values.int32(axis))
                .end("affine_dequantize", made);
    }

    private static Tensor zeros(DataType type, Shape shape) {
        return new Tensor(
                type, shape, new ImmediateBytes(new byte[Math.toIntExact(type.bytes(shape.elements()))]));
    }

    /** One entry as a scalar, several as a vector. */
    private static Tensor squeezed(Tensor part) {
        return part.elements() == 1 ? new Tensor(part.type(), Shape.of(), part.bytes()) : vector(part);
    }

    private static Tensor vector(Tensor part) {
        return new Tensor(part.type(), Shape.of(part.elements()), part.bytes());
    }

    /** The packed bytes themselves: both generations pack the least significant bit first. */
    private static Tensor packed(Tensor codes) {
        return new Tensor(UINT8, Shape.of(codes.size()), codes.bytes());
    }
}
