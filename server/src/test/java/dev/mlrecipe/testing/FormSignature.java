package dev.mlrecipe.testing;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.Optional;

/** The structure of a stored weight as text: records, types and shapes, without values and without their number. */
public final class FormSignature {
    private FormSignature() {}

    /** For example {@code table(uint4[96,32], float16[1,1,16,1])}. */
    public static String of(Representation form) {
        return switch (form) {
            case Dense dense -> tensor(dense.values());
            case Cast cast -> "cast(" + tensor(cast.values()) + ")";
            case Affine affine -> "affine(" + of(affine.data()) + ", " + tensor(affine.scale())
                    + affine.offset().map(offset -> " - " + tensor(offset)).orElse("") + ")";
            case SparseAffine affine -> "sparse affine(" + of(affine.data()) + ", " + tensor(affine.scale())
                    + affine.offset().map(offset -> " - " + tensor(offset)).orElse("") + ")";
            case Linear linear -> "linear(" + tensor(linear.codes()) + ", " + tensor(linear.scale())
                    + linear.bias().map(bias -> " + " + tensor(bias)).orElse("") + ")";
            case LookupTable table -> "table(" + tensor(table.indices()) + ", " + of(table.table())
                    + (table.vectorLength() > 1 ? " on axis " + table.vectorAxis() : "") + ")";
            case SparseLookupTable table -> "sparse table(" + tensor(table.mask()) + ", " + type(table.indices())
                    + ", " + of(table.table()) + (table.vectorLength() > 1 ? " on axis " + table.vectorAxis() : "")
                    + ")";
            case Sparse sparse -> "sparse(" + tensor(sparse.mask()) + ", " + type(sparse.values()) + ")";
        };
    }

    /** The tensor of a sparse form that has one element per non-zero value; empty for others. */
    public static Optional<Tensor> values(Representation form) {
        return switch (form) {
            case Sparse sparse -> Optional.of(sparse.values());
            case SparseLookupTable table -> Optional.of(table.indices());
            case SparseAffine affine -> values(affine.data());
            case Dense dense -> Optional.empty();
            case Cast cast -> Optional.empty();
            case Affine affine -> Optional.empty();
            case Linear linear -> Optional.empty();
            case LookupTable table -> Optional.empty();
        };
    }

    private static String type(Tensor tensor) {
        return tensor.type().word();
    }

    private static String tensor(Tensor tensor) {
        return tensor.type().word() + tensor.shape();
    }
}
