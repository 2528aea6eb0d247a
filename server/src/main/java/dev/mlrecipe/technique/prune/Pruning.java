package dev.mlrecipe.technique.prune;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.form.SparseAffine;
import dev.mlrecipe.coreml.form.SparseLookupTable;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.FormNames;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.Keeper;
import dev.mlrecipe.technique.kernel.Values;
import java.io.IOException;
import java.util.Optional;

/**
 * What the pruning techniques share: which forms can be pruned, and how a mask is put on them. Zeros are never stored.
 * Of a palettized weight the indices at the mask's set bits are kept with the same table; a vector is pruned only if
 * all of its elements are. Of a linearly quantized one the codes are kept with the same scales, and so are the indices
 * of a table that scales lie around.
 */
final class Pruning {
    private static final int CHUNK = 1 << 15;

    private final Representation form;
    private final Tensor stored;
    private final Workbench bench;

    private Pruning(Representation form, Tensor stored, Workbench bench) {
        this.form = form;
        this.stored = stored;
        this.bench = bench;
    }

    /** A weight for which {@link #unfit} found nothing. */
    static Pruning of(Representation form, Workbench bench) {
        return new Pruning(form, stored(form), bench);
    }

    /** Why a weight cannot be pruned at all; empty if it can. */
    static Optional<String> unfit(Subject weight) {
        Representation form = weight.current();
        if (weight.inNetwork()) {
            return Optional.of("neural networks have no sparse weights; ML programs have them since iOS 16 and macOS 13");
        }
        if (!(form instanceof Dense) && !weight.joint()) {
            return Optional.of("it is already compressed (" + FormNames.of(form)
                    + "); joint_compression: true lets a later step work on that");
        }
        Optional<String> reason = switch (form) {
            case Dense dense -> unfitType(dense.type());
            case LookupTable table -> Optional.empty();
            case Affine affine -> affine.data() instanceof Dense dense && dense.type().isInteger()
                            || affine.data() instanceof LookupTable
                    ? Optional.empty()
                    : Optional.of("its scales apply to another compressed form, which cannot be pruned");
            case Linear linear -> Optional.of("its codes have a bias, so that none of them stands for zero");
            case Sparse sparse -> Optional.of("it already is sparse");
            case SparseLookupTable table -> Optional.of("it already is sparse (and palettized)");
            case SparseAffine affine -> Optional.of("it already is sparse (and linearly quantized)");
            case Cast cast -> Optional.of("it is stored as a float16 cast, which a sparse form cannot replace");
        };
        if (reason.isEmpty() && (form.shape().rank() == 0 || form.shape().elements() == 0)) {
            return Optional.of("its shape is " + form.shape() + ": there is nothing to prune");
        }
        return reason;
    }

    private static Optional<String> unfitType(DataType type) {
        return switch (type) {
            case FLOAT16, FLOAT32, INT8, UINT8 -> Optional.empty();
            default -> Optional.of(type.word() + " values have no sparse form; float16, float32, int8 and uint8 have");
        };
    }

    /** The pruned form without values, if at most {@code elements} elements stay. */
    static Representation sketch(Representation form, long elements) {
        Tensor stored = stored(form);
        Tensor mask = Tensor.sketch(DataType.UINT1, stored.shape());
        long kept = Math.min(elements, stored.elements());
        return result(form, mask, Tensor.sketch(stored.type(), Shape.of(kept)));
    }

    /** One entry per position of the mask: values, indices or codes. */
    private static Tensor stored(Representation form) {
        return switch (form) {
            case Dense dense -> dense.values();
            case LookupTable table -> table.indices();
            case Affine affine -> stored(affine.data());
            default -> throw new IllegalArgumentException("not to be pruned: " + form.getClass().getSimpleName());
        };
    }

    private static Representation result(Representation form, Tensor mask, Tensor kept) {
        return switch (form) {
            case LookupTable table -> new SparseLookupTable(mask, kept, table.table(), table.vectorAxis());
            case Affine affine -> new SparseAffine(
                    result(affine.data(), mask, kept), affine.scale(), affine.offset());
            default -> new Sparse(mask, kept);
        };
    }

    /** A keeper for each of several walks. */
    @FunctionalInterface
    interface Keepers {
        Keeper begin() throws IOException;
    }

    /** How much of the weight {@code keepers} keep, and the way to make the pruned weight. */
    Plan plan(Keepers keepers) throws IOException {
        KeepWalk.Start walks = () -> elements(keepers.begin(), Values.of(form));
        Representation data = form instanceof Affine affine ? affine.data() : form;
        if (data instanceof LookupTable table && table.vectorLength() > 1) {
            Tensor mask = writeMask(table.shape(), walks.begin());
            walks = () -> new VectorWalk(mask, table.vectorAxis(), table.vectorLength());
        }
        return new Plan(walks, count(walks.begin()));
    }

    /** A decided pruning; nothing is written yet. */
    final class Plan {
        private final KeepWalk.Start walks;
        private final long kept;

        private Plan(KeepWalk.Start walks, long kept) {
            this.walks = walks;
            this.kept = kept;
        }

        /** Share of positions that are not stored. */
        double sparsity() {
            return 1 - (double) kept / stored.elements();
        }

        Representation write() throws IOException {
            return writeBoth(walks.begin(), kept);
        }
    }

    private static KeepWalk elements(Keeper keeper, Values values) {
        float[] chunk = new float[CHUNK];
        long[] position = {0};
        return (keep, count) -> {
            values.read(position[0], chunk, 0, count);
            position[0] += count;
            keeper.keep(chunk, count, keep);
        };
    }

    private long count(KeepWalk walk) throws IOException {
        byte[] keep = new byte[CHUNK];
        long kept = 0;
        for (long from = 0; from < stored.elements(); from += CHUNK) {
            bench.checkCancelled();
            int n = (int) Math.min(CHUNK, stored.elements() - from);
            walk.next(keep, n);
            for (int i = 0; i < n; i++) {
                kept += keep[i];
            }
        }
        return kept;
    }

    private Tensor writeMask(Shape shape, KeepWalk walk) throws IOException {
        byte[] keep = new byte[CHUNK];
        try (TensorWriter mask = bench.tensor(DataType.UINT1, shape)) {
            for (long from = 0; from < shape.elements(); from += CHUNK) {
                bench.checkCancelled();
                int n = (int) Math.min(CHUNK, shape.elements() - from);
                walk.next(keep, n);
                mask.writeCodes(keep, 0, n);
            }
            return mask.finish();
        }
    }

    private Representation writeBoth(KeepWalk walk, long kept) throws IOException {
        byte[] keep = new byte[CHUNK];
        float[] floats = new float[stored.type().isFloat() ? CHUNK : 0];
        byte[] codes = new byte[stored.type().isFloat() ? 0 : CHUNK];
        TensorReader reader = new TensorReader(stored);
        try (TensorWriter mask = bench.tensor(DataType.UINT1, stored.shape());
                TensorWriter values = bench.tensor(stored.type(), Shape.of(kept))) {
            for (long from = 0; from < stored.elements(); from += CHUNK) {
                bench.checkCancelled();
                int n = (int) Math.min(CHUNK, stored.elements() - from);
                walk.next(keep, n);
                mask.writeCodes(keep, 0, n);
                if (stored.type().isFloat()) {
                    reader.readFloats(from, floats, 0, n);
                    values.writeFloats(floats, 0, gather(floats, keep, n));
                } else {
                    reader.readCodes(from, codes, 0, n);
                    values.writeCodes(codes, 0, gather(codes, keep, n));
                }
            }
            return result(form, mask.finish(), values.finish());
        }
    }

    private static int gather(float[] values, byte[] keep, int n) {
        int kept = 0;
        for (int i = 0; i < n; i++) {
            values[kept] = values[i];
            kept += keep[i];
        }
        return kept;
    }

    private static int gather(byte[] codes, byte[] keep, int n) {
        int kept = 0;
        for (int i = 0; i < n; i++) {
            codes[kept] = codes[i];
            kept += keep[i];
        }
        return kept;
    }
}
