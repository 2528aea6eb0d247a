package dev.mlrecipe.coreml.mil;

import static dev.mlrecipe.coreml.tensor.DataType.FLOAT16;
import static dev.mlrecipe.coreml.tensor.DataType.FLOAT32;
import static dev.mlrecipe.coreml.tensor.DataType.INT4;
import static dev.mlrecipe.coreml.tensor.DataType.INT8;
import static dev.mlrecipe.coreml.tensor.DataType.UINT1;
import static dev.mlrecipe.coreml.tensor.DataType.UINT4;
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
import dev.mlrecipe.coreml.mil.Step.Parameter;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compressed weights at CoreML8 and later: chains of operations, parameters as inputs, sub-byte types, blocks, grouped
 * tables and vectors.
 */
final class SecondGeneration implements Generation {
    static final Set<DataType> CODES = EnumSet.of(INT4, UINT4, INT8, UINT8, FLOAT16, FLOAT32);
    /** Bits that only neural networks have, with those that do instead. */
    static final Map<Integer, String> OTHER_BITS = Map.of(5, "4 or 6", 7, "6 or 8");

    private static final Set<DataType> TABLES = EnumSet.of(INT8, UINT8, FLOAT16, FLOAT32);

    @Override
    public Optional<String> illegal(Representation form) {
        return switch (form) {
            case Dense dense -> Optional.empty();
            case Cast cast -> Optional.empty();
            case Affine affine -> illegalAffine(affine);
            case Linear linear -> Optional.of(FirstGeneration.LINEAR);
            case LookupTable table -> illegalIndices(table.indices()).or(() -> illegalTable(table.table()));
            case SparseLookupTable table ->
                illegalIndices(table.indices()).or(() -> illegalTable(table.table()));
            case Sparse sparse -> illegalType("non-zero values", sparse.type(), CODES);
            case SparseAffine affine -> illegal(affine.data())
                    .or(() -> illegalOffset(affine.data().type(), affine.offset()));
        };
    }

    private Optional<String> illegalAffine(Affine affine) {
        if (affine.shape().rank() < 1) {
            return Optional.of("a scalar cannot be quantized");
        }
        Optional<String> data =
                switch (affine.data()) {
                    case Dense dense -> illegalType("codes", dense.type(), CODES);
                    case LookupTable table -> illegal(table);
                    case Sparse sparse -> illegal(sparse);
                    case SparseLookupTable table -> illegal(table);
                    case Affine inner -> Optional.of("scales over scaled values cannot be stored; one scale is possible");
                    case SparseAffine inner -> Optional.of(
                            "scales over scaled values cannot be stored; one scale is possible");
                    case Linear linear -> Optional.of(FirstGeneration.LINEAR);
                    case Cast cast -> Optional.of("scales over a cast cannot be stored; scales over codes are possible");
                };
        return data.or(() -> illegalOffset(affine.data().type(), affine.offset()));
    }

    private static Optional<String> illegalIndices(Tensor indices) {
        return OTHER_BITS.containsKey(indices.type().bits())
                ? Optional.of(noTable(indices.type().bits()))
                : Optional.empty();
    }

    /** Why there is no table with indices of {@code bits} bits, which is 5 or 7. */
    static String noTable(int bits) {
        return "only neural networks have tables of " + (1 << bits) + " entries (" + bits + " bit); "
                + OTHER_BITS.get(bits) + " bits are possible";
    }

    private Optional<String> illegalTable(Representation table) {
        if (table instanceof Affine affine) {
            return affine.data() instanceof Dense
                    ? illegalAffine(affine)
                    : Optional.of("a table of compressed entries cannot be stored; int8 entries with scales are possible");
        }
        return illegalType("tables", table.type(), TABLES);
    }

    private static Optional<String> illegalOffset(DataType data, Optional<Tensor> offset) {
        return offset.map(Tensor::type)
                .filter(type -> type != data && type != FLOAT16 && type != FLOAT32)
                .map(type -> "zero points of " + type.word() + " for " + data.word() + " codes cannot be stored; "
                        + data.word() + ", float16 and float32 are possible");
    }

    private static Optional<String> illegalType(String what, DataType type, Set<DataType> legal) {
        return legal.contains(type)
                ? Optional.empty()
                : Optional.of(what + " of " + type.word() + " cannot be stored; "
                        + String.join(", ", legal.stream().map(DataType::word).toList()) + " are possible");
    }

    @Override
    public Chain chain(Representation form) {
        Chain.Builder chain = new Chain.Builder();
        if (!(form instanceof Dense)) {
            expand(chain, form);
        }
        return chain.build();
    }

    /** Appends the steps that make a form; the result, or the stored tensor where there is nothing to do. */
    private static Parameter expand(Chain.Builder chain, Representation form) {
        return switch (form) {
            case Dense dense -> new Parameter.Stored(dense.values());
            case Cast cast -> chain.put("source_val", cast.values())
                    .put("output_dtype", Values.string("fp32"))
                    .end("cast", made(form));
            case Affine affine -> {
                Parameter data = expand(chain, affine.data());
                chain.put("data", data).put("scale", affine.scale());
                affine.offset().ifPresent(offset -> chain.put("offset", offset));
                yield chain.end("blockwise_shift_scale", made(form));
            }
            case Linear linear -> throw new IllegalArgumentException(FirstGeneration.LINEAR);
            case LookupTable table -> {
                Parameter lut = expand(chain, table.table());
                chain.put("indices", table.indices()).put("lut", lut);
                vectorAxis(chain, table.vectorLength(), table.vectorAxis());
                yield chain.end("lut_to_dense", made(form));
            }
            case Sparse sparse -> chain.put("mask", sparse.mask())
                    .put("nonzero_data", sparse.values())
                    .end("sparse_to_dense", made(form));
            case SparseLookupTable table -> {
                Parameter.Earlier mask = sparseTable(chain, table);
                yield chain.put("mask", mask)
                        .put("nonzero_data", new Parameter.Earlier(mask.step(), 1))
                        .end("sparse_to_dense", made(form));
            }
            case SparseAffine affine -> sparseAffine(chain, affine);
        };
    }

    private static Parameter sparseAffine(Chain.Builder chain, SparseAffine form) {
        long count;
        Parameter mask;
        if (form.data() instanceof SparseLookupTable table) {
            Parameter.Earlier expanded = sparseTable(chain, table);
            count = count(table);
            mask = expanded;
            chain.put("data_mask", expanded).put("nonzero_data", new Parameter.Earlier(expanded.step(), 1));
        } else {
            Sparse sparse = (Sparse) form.data();
            count = sparse.values().elements();
            mask = new Parameter.Stored(sparse.mask());
            chain.put("data_mask", mask).put("nonzero_data", sparse.values());
        }
        chain.put("scale", form.scale());
        form.offset().ifPresent(offset -> chain.put("offset", offset));
        Parameter.Earlier scaled = chain.end(
                "sparse_blockwise_shift_scale",
                new Made(UINT1, form.shape()),
                new Made(form.type(), Shape.of(count)));
        return chain.put("mask", mask instanceof Parameter.Stored ? mask : scaled)
                .put("nonzero_data", new Parameter.Earlier(scaled.step(), 1))
                .end("sparse_to_dense", made(form));
    }

    private static Parameter.Earlier sparseTable(Chain.Builder chain, SparseLookupTable form) {
        Parameter lut = expand(chain, form.table());
        chain.put("indices_mask", form.mask())
                .put("indices_nonzero_data", form.indices())
                .put("lut", lut);
        vectorAxis(chain, form.vectorLength(), form.vectorAxis());
        return chain.end(
                "lut_to_sparse", new Made(UINT1, form.shape()), new Made(form.type(), Shape.of(count(form))));
    }

    private static long count(SparseLookupTable form) {
        return Math.multiplyExact(form.indices().elements(), (long) form.vectorLength());
    }

    private static void vectorAxis(Chain.Builder chain, int length, int axis) {
        if (length > 1) {
            chain.put("vector_axis", Values.int32(axis));
        }
    }

    private static Made made(Representation form) {
        return new Made(form.type(), form.shape());
    }
}
