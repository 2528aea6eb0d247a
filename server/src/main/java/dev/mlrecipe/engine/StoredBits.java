package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;

/** Bits per element of the tensor that holds one entry per (non-zero) element. */
public final class StoredBits {
    private StoredBits() {}

    public static int of(Representation form) {
        return switch (form) {
            case Dense dense -> dense.values().type().bits();
            case Cast cast -> cast.values().type().bits();
            case Linear linear -> linear.codes().type().bits();
            case Affine affine -> of(affine.data());
            case SparseAffine affine -> of(affine.data());
            case LookupTable table -> table.indices().type().bits();
            case SparseLookupTable table -> table.indices().type().bits();
            case Sparse sparse -> sparse.values().type().bits();
        };
    }
}
