package dev.mlrecipe.technique.palettize;

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
import dev.mlrecipe.technique.Subject;
import java.util.Optional;

/**
 * What of a weight goes into tables: its values, the values that pruning left, or the codes that quantization made.
 *
 * @param shape the whole weight
 * @param mask which positions have a value; empty for all
 * @param values the values in row-major order
 * @param type the type that table entries get, which holds every value
 * @param scaled the scale and offset that values are codes of; empty for none
 * @param scalesInside whether tables are to hold them: before {@link Opset#scalesAroundTables}
 */
record PaletteInput(
        Shape shape, Optional<Tensor> mask, Tensor values, DataType type, Optional<Affine> scaled,
        boolean scalesInside) {

    /** Table entries of the type of the values. */
    PaletteInput(
            Shape shape, Optional<Tensor> mask, Tensor values, Optional<Affine> scaled, boolean scalesInside) {
        this(shape, mask, values, values.type(), scaled, scalesInside);
    }


    /** @throws Refusal if tables cannot be made of what is stored */
    static PaletteInput of(Subject weight) throws Refusal {
        Representation form = weight.current();
        if (form instanceof Dense dense) {
            requireTableType(dense.values().type());
            return new PaletteInput(form.shape(), Optional.empty(), dense.values(), Optional.empty(), false);
        }
        if (form instanceof Cast cast && weight.inNetwork()) {
            return new PaletteInput(
                    form.shape(), Optional.empty(), cast.values(), DataType.FLOAT32, Optional.empty(), false);
        }
        if (!weight.joint()) {
            throw new Refusal("already compressed by an earlier step; joint_compression: true would make a table of"
                    + " what is stored");
        }
        if (form instanceof Sparse sparse) {
            requireTableType(sparse.type());
            return new PaletteInput(
                    form.shape(), Optional.of(sparse.mask()), sparse.values(), Optional.empty(), false);
        }
        if (form instanceof Affine affine && affine.data() instanceof Dense codes) {
            if (codes.type() != DataType.INT8 && codes.type() != DataType.UINT8) {
                throw new Refusal("quantized to " + codes.type().word()
                        + " by an earlier step, and table entries cannot be; dtype int8 or uint8 there would work");
            }
            return new PaletteInput(
                    form.shape(), Optional.empty(), codes.values(), Optional.of(affine),
                    !weight.opset().scalesAroundTables());
        }
        throw new Refusal("already " + describe(form) + " by earlier steps, which cannot be combined with a table");
    }

    private static String describe(Representation form) {
        return switch (form) {
            case LookupTable table -> "palettized";
            case SparseLookupTable table -> "pruned and palettized";
            case SparseAffine affine -> "pruned and quantized";
            case Affine affine -> "palettized and quantized";
            default -> "compressed";
        };
    }

    private static void requireTableType(DataType type) throws Refusal {
        switch (type) {
            case FLOAT16, FLOAT32, INT8, UINT8 -> {}
            default -> throw new Refusal("its values are " + type.word()
                    + ", and tables hold float16, float32, int8 or uint8");
        }
    }

    /** Whether float16 holds every value exactly. */
    boolean fitsHalf() {
        return values.type() != DataType.FLOAT32;
    }

    /** The form with these parts. */
    Representation assemble(
            PaletteLayout layout, Optional<Tensor> indexMask, Tensor indices, Tensor table, Optional<Tensor> scale) {
        Representation entries = scalesInside ? scaledEntries(layout, table) : new Dense(table);
        if (indexMask.isPresent()) {
            SparseLookupTable sparse = new SparseLookupTable(indexMask.get(), indices, entries, layout.axis());
            return scale.isPresent() ? new SparseAffine(sparse, scale.get(), Optional.empty()) : sparse;
        }
        LookupTable lookup = new LookupTable(indices, entries, layout.vectorLength() > 1 ? layout.axis() : 0);
        if (scaled.isPresent() && !scalesInside) {
            return new Affine(lookup, scaled.get().scale(), scaled.get().offset());
        }
        return scale.isPresent() ? new Affine(lookup, scale.get(), Optional.empty()) : lookup;
    }

    private Affine scaledEntries(PaletteLayout layout, Tensor table) {
        Affine codes = scaled.orElseThrow();
        Shape shape = layout.tableScaleShape(codes.scale().shape());
        return new Affine(
                new Dense(table),
                reshaped(codes.scale(), shape),
                codes.offset().map(offset -> reshaped(offset, shape)));
    }

    private static Tensor reshaped(Tensor tensor, Shape shape) {
        return new Tensor(tensor.type(), shape, tensor.bytes());
    }
}
