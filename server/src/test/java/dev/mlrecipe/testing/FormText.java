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

/** A representation's structure as text, for example {@code affine(int8[4,3], float16[4,1])}. */
public final class FormText {
    private FormText() {}

    public static String of(Representation form) {
        return switch (form) {
            case Dense dense -> of(dense.values());
            case Cast cast -> "cast(" + of(cast.values()) + ")";
            case Affine f -> "affine(" + of(f.data()) + ", " + of(f.scale())
                    + f.offset().map(o -> ", " + of(o)).orElse("") + ")";
            case Linear f -> "linear(" + of(f.codes()) + ", " + of(f.scale())
                    + f.bias().map(b -> ", " + of(b)).orElse("") + ")";
            case LookupTable f -> "table(" + of(f.indices()) + ", " + of(f.table()) + ", " + f.vectorAxis() + ")";
            case Sparse f -> "sparse(" + of(f.mask()) + ", " + of(f.values()) + ")";
            case SparseLookupTable f -> "sparse_table(" + of(f.mask()) + ", " + of(f.indices()) + ", " + of(f.table())
                    + ", " + f.vectorAxis() + ")";
            case SparseAffine f -> "sparse_affine(" + of(f.data()) + ", " + of(f.scale())
                    + f.offset().map(o -> ", " + of(o)).orElse("") + ")";
        };
    }

    private static String of(Tensor tensor) {
        return tensor.type().word() + tensor.shape();
    }
}
