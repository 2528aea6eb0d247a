package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Linear quantization of one weight, stripe by stripe (see {@link BlockGrid}): ranges, then errors where a block has
 * several candidates, then codes. A stripe that fits the window is read once, a longer one once per pass. Memory is
 * that of the window and of some numbers per block of a stripe; it does not grow with the weight's length.
 *
 * <p>Codes and what a device makes of them lie beside the window's values at the same index. The result does not
 * depend on the size of the window: errors are summed in row-major order.
 */
public final class AffineQuantizer {
    /** Blocks of a stripe that can be handled: about 40 bytes of memory each. */
    public static final long MAX_BLOCKS = 1 << 20;

    private static final int WINDOW = 1 << 15;
    private static final int SCALES = 1 << 12;

    /** Where results go. {@code offsets} is empty if the rule stores none. */
    public record Output(CodeSink codes, TensorWriter scales, Optional<TensorWriter> offsets) {}

    private final Values values;
    private final long elements;
    private final BlockGrid grid;
    private final boolean half;
    private final int min;
    private final int max;
    private final Output output;
    private final Runnable checkCancelled;

    private final float[] window;
    private final int[] codes;
    private final float[] results;
    private final int[] otherCodes;
    private final float[] otherResults;
    private final byte[] narrow;
    private final ErrorSums sums = new ErrorSums();
    private final float[] scales;
    private final byte[] offsets;
    private int pending;
    private long windowStart;
    private long windowEnd;

    private final AffineCandidates candidates;
    private final float[] low;
    private final float[] high;
    private final float[] scale;
    private final int[] zero;
    private final float[] bestScale;
    private final int[] bestZero;
    private final double[] error;
    private final double[] bestError;
    private boolean numbers = true;

    /**
     * Quantizes {@code values}.
     *
     * @param grid with at most {@link #MAX_BLOCKS} blocks in a stripe
     * @param checkCancelled called for every window; may throw
     */
    public AffineQuantizer(
            Values values, long elements, BlockGrid grid, AffineRule rule, Output output, Runnable checkCancelled) {
        this(values, elements, grid, rule, output, checkCancelled, WINDOW);
    }

    AffineQuantizer(
            Values values,
            long elements,
            BlockGrid grid,
            AffineRule rule,
            Output output,
            Runnable checkCancelled,
            int windowSize) {
        this.values = values;
        this.elements = elements;
        this.grid = grid;
        this.half = rule.half();
        this.min = rule.min();
        this.max = rule.max();
        this.output = output;
        this.checkCancelled = checkCancelled;
        int size = (int) Math.min(windowSize, elements);
        window = new float[size];
        codes = new int[size];
        results = new float[size];
        otherCodes = new int[size];
        otherResults = new float[size];
        narrow = new byte[size];
        candidates = new AffineCandidates(rule);
        int blocks = Math.toIntExact(grid.stripeBlocks());
        scales = new float[Math.max(blocks, SCALES)];
        offsets = new byte[scales.length];
        low = new float[blocks];
        high = new float[blocks];
        scale = new float[blocks];
        zero = new int[blocks];
        bestScale = new float[blocks];
        bestZero = new int[blocks];
        error = new double[blocks];
        bestError = new double[blocks];
    }

    /**
     * Writes codes, scales and offsets.
     *
     * @return whether all values are finite; if not, what was written is useless
     */
    public boolean run() throws IOException {
        long stripe = grid.stripeElements();
        boolean single = low.length == 1 && stripe <= window.length;
        boolean finite = single ? blocks((int) stripe) : stripes();
        if (finite) {
            flushScales();
        }
        return finite;
    }

    /** The error of what was written, as {@link ErrorSums#between} would measure it. */
    public ErrorSums.Result error() {
        return sums.result();
    }

    private boolean stripes() throws IOException {
        for (long start = 0; start < elements; start += grid.stripeElements()) {
            Arrays.fill(low, 0);
            Arrays.fill(high, 0);
            walk(start, ranges);
            if (!finite()) {
                return false;
            }
            choose(start);
            walk(start, encoding);
            emitScales();
        }
        return true;
    }

    /**
     * The same for stripes that are a single block of {@code n} elements in the window, without detours: with short
     * blocks, most of the time would go there. Codes of the best candidate are kept, not computed again.
     */
    private boolean blocks(int n) throws IOException {
        int whole = window.length / n * n;
        for (long position = 0; position < elements; position += whole) {
            int loaded = (int) Math.min(whole, elements - position);
            checkCancelled.run();
            values.read(position, window, 0, loaded);
            for (int at = 0; at < loaded; at += n) {
                if (!block(at, n)) {
                    return false;
                }
            }
            emit(0, loaded);
        }
        return true;
    }

    private boolean block(int at, int n) throws IOException {
        low[0] = 0;
        high[0] = 0;
        boolean finite = AffineLoops.range(window, at, n, low, high, 0);
        if (!finite || low[0] < -Float.MAX_VALUE || high[0] > Float.MAX_VALUE) {
            return false;
        }
        candidates.compute(low[0], high[0]);
        int best = 0;
        encode(at, n, candidates.scale(0), candidates.zero(0), codes, results);
        if (candidates.count() > 1) {
            double least = AffineLoops.error(window, results, at, n, 0);
            for (int other = 1; other < candidates.count(); other++) {
                encode(at, n, candidates.scale(other), candidates.zero(other), otherCodes, otherResults);
                double error = AffineLoops.error(window, otherResults, at, n, 0);
                if (error < least) {
                    least = error;
                    best = other;
                    System.arraycopy(otherCodes, at, codes, at, n);
                    System.arraycopy(otherResults, at, results, at, n);
                }
            }
        }
        if (pending == scales.length) {
            flushScales();
        }
        scales[pending] = candidates.scale(best);
        offsets[pending++] = (byte) candidates.zero(best);
        return true;
    }

    private void emitScales() throws IOException {
        if (pending + scale.length > scales.length) {
            flushScales();
        }
        System.arraycopy(scale, 0, scales, pending, scale.length);
        AffineLoops.narrow(zero, 0, zero.length, offsets, pending);
        pending += scale.length;
    }

    private void flushScales() throws IOException {
        output.scales().writeFloats(scales, 0, pending);
        if (output.offsets().isPresent()) {
            output.offsets().get().writeCodes(offsets, 0, pending);
        }
        pending = 0;
    }

    /** What is done with the runs of a stripe, in row-major order. */
    private interface Pass {
        /** {@code n} values of one block, from {@code at} of the window. */
        void run(int at, int n, int block);

        /** {@code n} values of as many neighbouring blocks. */
        void columns(int at, int n, int block);

        /** All {@code n} values from {@code at} of the window are done. */
        default void end(int at, int n) throws IOException {}
    }

    private void walk(long start, Pass pass) throws IOException {
        long end = start + grid.stripeElements();
        long rowElements = grid.rowElements();
        long position = start;
        while (position < end) {
            load(position, end);
            long stop = Math.min(end, windowEnd);
            int first = (int) (position - windowStart);
            if (low.length == 1) {
                pass.run(first, (int) (stop - position), 0);
                position = stop;
            }
            while (position < stop) {
                long inStripe = position - start;
                long inRow = inStripe % rowElements;
                int n = (int) Math.min(rowElements - inRow, stop - position);
                int firstBlock = (int) grid.firstBlock(inStripe / rowElements);
                segment((int) (position - windowStart), n, inRow, firstBlock, pass);
                position += n;
            }
            pass.end(first, (int) (stop - windowStart) - first);
        }
    }

    /** Part of a row. */
    private void segment(int at, int n, long inRow, int firstBlock, Pass pass) {
        long run = grid.run();
        if (run == 1) {
            pass.columns(at, n, firstBlock + (int) inRow);
            return;
        }
        int block = firstBlock + (int) (inRow / run);
        int done = (int) Math.min(n, run - inRow % run);
        pass.run(at, done, block);
        while (done < n) {
            int part = (int) Math.min(n - done, run);
            pass.run(at + done, part, ++block);
            done += part;
        }
    }

    /** Makes the window begin at {@code position}, unless it already holds what is needed. */
    private void load(long position, long stripeEnd) throws IOException {
        boolean inside = position >= windowStart && position < windowEnd;
        if (inside && (windowEnd >= stripeEnd || grid.stripeElements() > window.length)) {
            return;
        }
        checkCancelled.run();
        int n = (int) Math.min(window.length, elements - position);
        values.read(position, window, 0, n);
        windowStart = position;
        windowEnd = position + n;
    }

    private boolean finite() {
        for (int i = 0; i < low.length; i++) {
            numbers &= low[i] >= -Float.MAX_VALUE && high[i] <= Float.MAX_VALUE;
        }
        return numbers;
    }

    private void choose(long start) throws IOException {
        int most = 0;
        for (int block = 0; block < low.length; block++) {
            candidates.compute(low[block], high[block]);
            most = Math.max(most, candidates.count());
            scale[block] = candidates.scale(0);
            zero[block] = candidates.zero(0);
        }
        if (most == 1) {
            return;
        }
        Arrays.fill(bestError, Double.POSITIVE_INFINITY);
        for (int candidate = 0; candidate < most; candidate++) {
            for (int block = 0; block < low.length; block++) {
                candidates.compute(low[block], high[block]);
                int own = candidate < candidates.count() ? candidate : 0;
                scale[block] = candidates.scale(own);
                zero[block] = candidates.zero(own);
            }
            Arrays.fill(error, 0);
            walk(start, errors);
            for (int block = 0; block < low.length; block++) {
                if (error[block] < bestError[block]) {
                    bestError[block] = error[block];
                    bestScale[block] = scale[block];
                    bestZero[block] = zero[block];
                }
            }
        }
        System.arraycopy(bestScale, 0, scale, 0, scale.length);
        System.arraycopy(bestZero, 0, zero, 0, zero.length);
    }

    private void encode(int at, int n, float scale, int zero, int[] codes, float[] results) {
        if (half) {
            AffineLoops.halfCodes(window, at, n, scale, zero, min, max, codes, results);
        } else {
            AffineLoops.singleCodes(window, at, n, scale, zero, min, max, codes, results);
        }
    }

    private void encodeRun(int at, int n, int block) {
        encode(at, n, scale[block], zero[block], codes, results);
    }

    private void encodeColumns(int at, int n, int block) {
        if (half) {
            AffineLoops.halfCodesColumns(window, at, n, scale, zero, block, min, max, codes, results);
        } else {
            AffineLoops.singleCodesColumns(window, at, n, scale, zero, block, min, max, codes, results);
        }
    }

    private void emit(int at, int n) throws IOException {
        AffineLoops.narrow(codes, at, n, narrow, 0);
        output.codes().write(narrow, n);
        sums.add(window, results, at, n);
    }

    private final Pass ranges = new Pass() {
        @Override
        public void run(int at, int n, int block) {
            numbers &= AffineLoops.range(window, at, n, low, high, block);
        }

        @Override
        public void columns(int at, int n, int block) {
            numbers &= AffineLoops.rangeColumns(window, at, n, low, high, block);
        }
    };

    private final Pass errors = new Pass() {
        @Override
        public void run(int at, int n, int block) {
            encodeRun(at, n, block);
            error[block] = AffineLoops.error(window, results, at, n, error[block]);
        }

        @Override
        public void columns(int at, int n, int block) {
            encodeColumns(at, n, block);
            AffineLoops.errorColumns(window, results, at, n, block, error);
        }
    };

    private final Pass encoding = new Pass() {
        @Override
        public void run(int at, int n, int block) {
            encodeRun(at, n, block);
        }

        @Override
        public void columns(int at, int n, int block) {
            encodeColumns(at, n, block);
        }

        @Override
        public void end(int at, int n) throws IOException {
            emit(at, n);
        }
    };
}
