package dev.mlrecipe.editor;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.Shape;

/** Stored forms in a few words: {@code 4-bit table}, {@code int8}, {@code sparse 6-bit table}. */
final class FormWords {
    private FormWords() {}

    /** @param bits bits per element of the main stored tensor */
    static String of(Representation form, int bits) {
        return switch (form) {
            case Dense dense -> dense.type().word();
            case Cast cast -> "float16";
            case Linear linear -> linear.codes().type().word();
            case Affine affine when affine.data() instanceof Dense codes -> codes.type().word() + blocks(affine);
            case Affine affine -> of(affine.data(), bits) + " with scales";
            case LookupTable table -> bits + "-bit table" + entries(table.table(), table.vectorLength());
            case Sparse sparse -> "sparse " + sparse.values().type().word();
            case SparseLookupTable table ->
                "sparse " + bits + "-bit table" + entries(table.table(), table.vectorLength());
            case SparseAffine affine when affine.data() instanceof Sparse codes ->
                "sparse " + codes.values().type().word();
            case SparseAffine affine -> of(affine.data(), bits) + " with scales";
        };
    }

    /** The plural of several tables, vectors and 8-bit entries. */
    private static String entries(Representation table, int vectorLength) {
        Shape shape = table.shape();
        long tables = shape.elements() / Math.max(1, shape.dim(shape.rank() - 2) * shape.dim(shape.rank() - 1));
        return (tables > 1 ? "s" : "")
                + (vectorLength > 1 ? " of " + vectorLength + "-vectors" : "")
                + (table instanceof Affine affine ? " of " + word(affine.data()) : "");
    }

    private static String word(Representation entries) {
        return entries instanceof Dense dense ? dense.type().word() : "scaled values";
    }

    /** Blocks if more than one axis, or one axis in part, has scales. */
    private static String blocks(Affine affine) {
        int axes = 0;
        boolean whole = true;
        for (int axis = 0; axis < affine.shape().rank(); axis++) {
            long scales = affine.scale().shape().dim(axis);
            axes += scales > 1 ? 1 : 0;
            whole &= scales == 1 || scales == affine.shape().dim(axis);
        }
        return axes > 1 || !whole ? " in blocks" : "";
    }
}
