package dev.mlrecipe.technique.prune;

import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.ValueCounts;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.HalfCounts;
import java.io.IOException;
import java.util.Optional;

/**
 * Prunes single values of a dense float16 weight. Their patterns without sign order them by magnitude, infinity last
 * and NaN behind; counting these tells what goes, how many stay and the error, and what stays is copied.
 */
final class HalfPruning {
    private static final int CHUNK = 1 << 15;
    private static final int MAGNITUDE = 0x7fff;
    private static final int INFINITY = 0x7c00;

    private final Tensor values;
    private final Workbench bench;
    private final HalfCounts counts;

    HalfPruning(Tensor values, Workbench bench) throws IOException {
        this.values = values;
        this.bench = bench;
        this.counts = ValueCounts.of(values, bench);
    }

    /** The {@code wanted} smallest go, of equal ones the first; NaN never does, zeros always do. */
    Cut smallest(long wanted) {
        int key = 0;
        long below = 0;
        while (key < INFINITY && below + counts.ofMagnitude(key) < wanted) {
            below += counts.ofMagnitude(key++);
        }
        return new Cut(key, key == 0 ? counts.ofMagnitude(0) : Math.min(wanted - below, counts.ofMagnitude(key)));
    }

    /** Magnitudes of at most {@code threshold}, a finite float16 value, go. */
    Cut upTo(float threshold) {
        int key = Float.floatToFloat16(threshold);
        return new Cut(key, counts.ofMagnitude(key));
    }

    /** What goes: all magnitudes below a pattern, and the first some that equal it. */
    final class Cut {
        private final int key;
        private final long ties;
        private final long kept;
        private long tiesLeft;

        private Cut(int key, long ties) {
            this.key = key;
            this.ties = ties;
            long gone = ties;
            for (int pattern = 0; pattern < key; pattern++) {
                gone += counts.ofMagnitude(pattern);
            }
            this.kept = values.elements() - gone;
        }

        /** Share of values that are not stored. */
        double sparsity() {
            return 1 - (double) kept / values.elements();
        }

        Outcome.Compressed write() throws IOException {
            TensorReader reader = new TensorReader(values);
            short[] halves = new short[CHUNK];
            byte[] keep = new byte[CHUNK];
            tiesLeft = ties;
            try (TensorWriter mask = bench.tensor(DataType.UINT1, values.shape());
                    TensorWriter rest = bench.tensor(DataType.FLOAT16, Shape.of(kept))) {
                for (long from = 0; from < values.elements(); from += CHUNK) {
                    bench.checkCancelled();
                    int n = (int) Math.min(CHUNK, values.elements() - from);
                    reader.readHalves(from, halves, 0, n);
                    mark(halves, n, keep);
                    mask.writeCodes(keep, 0, n);
                    rest.writeHalves(halves, 0, gather(halves, keep, n));
                }
                return new Outcome.Compressed(new Sparse(mask.finish(), rest.finish()), error());
            }
        }

        private void mark(short[] halves, int n, byte[] keep) {
            boolean allTies = ties == counts.ofMagnitude(key);
            above(allTies || tiesLeft > 0 ? key : key - 1, halves, n, keep);
            for (int i = 0; i < n && !allTies && tiesLeft > 0; i++) {
                if ((halves[i] & MAGNITUDE) == key) {
                    tiesLeft--;
                    if (tiesLeft == 0) {
                        keepTies(halves, i + 1, n, keep);
                    }
                }
            }
        }

        private void keepTies(short[] halves, int from, int n, byte[] keep) {
            for (int i = from; i < n; i++) {
                keep[i] |= (byte) ((halves[i] & MAGNITUDE) == key ? 1 : 0);
            }
        }

        private Optional<ErrorSums.Result> error() {
            if (!counts.finite()) {
                return Optional.empty();
            }
            ErrorSums sums = new ErrorSums();
            for (int pattern = 0; pattern < INFINITY; pattern++) {
                double value = Float.float16ToFloat((short) pattern);
                long all = counts.ofMagnitude(pattern);
                long gone = pattern < key ? all : pattern == key ? ties : 0;
                sums.add(value, 0, gone);
                sums.add(value, value, all - gone);
            }
            return Optional.of(sums.result());
        }
    }

    /** Sets 1 for magnitudes above {@code limit}. Without branches: which values stay is hard to predict. */
    private static void above(int limit, short[] halves, int n, byte[] keep) {
        for (int i = 0; i < n; i++) {
            keep[i] = (byte) (limit - (halves[i] & MAGNITUDE) >>> 31);
        }
    }

    private static int gather(short[] halves, byte[] keep, int n) {
        int kept = 0;
        for (int i = 0; i < n; i++) {
            halves[kept] = halves[i];
            kept += keep[i];
        }
        return kept;
    }
}
