package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;

/** What forms are called where a technique gives a reason. */
public final class FormNames {
    private FormNames() {}

    /** For example {@code sparse and palettized}. */
    public static String of(Representation form) {
        return switch (form) {
            case Dense dense -> "dense";
            case Affine affine -> "linearly quantized";
            case Linear linear -> "linearly quantized";
            case LookupTable table -> "palettized";
            case Sparse sparse -> "sparse";
            case SparseLookupTable table -> "sparse and palettized";
            case SparseAffine affine -> "sparse and linearly quantized";
            case Cast cast -> "float16 cast to float32";
        };
    }
}
