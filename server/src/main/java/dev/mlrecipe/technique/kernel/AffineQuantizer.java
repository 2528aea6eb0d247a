package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Linear quantization of one weight, span by span: one stripe (see {@link BlockGrid}), or as many as fit the window.
 * Ranges first, then errors where a block has several candidates, then codes. A span that fits the window is read
 * once, a longer one once per pass. Memory is that of the window and of some numbers per block of a span; it does not
 * grow with the weight's length.
 *
 * <p>Codes and what a device makes of them lie beside the window's values at the same index; of short runs also the
 * scale of every value, so that loops are long.
 */
public final class AffineQuantizer {
    /** Blocks of a stripe that can be handled: about 40 bytes of memory each. */
    public static final long MAX_BLOCKS = 1 << 20;

    private static final int WINDOW = 1 << 15;
    private static final int SCALES = 1 << 12;
    /** Shorter runs of one scale are not worth a loop of their own. */
    private static final int LONG_RUN = 256;

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

    private final long span;
    private final long rowElements;
    private final float[] window;
    private final float[] valueScales;
    private final int[] valueZeros;
    private final int[] codes;
    private final float[] results;
    /** Codes and results with a further candidate, kept where they turn out best; null before there is one. */
    private int[] otherCodes;
    private float[] otherResults;
    /** Which of both are written to. */
    private int[] toCodes;
    private float[] toResults;
    /** Whether every block is one run in the window, so that what is best for it can be kept there. */
    private final boolean keeping;
    /** Whether codes and results of this span are the best ones already. */
    private boolean encoded;
    /** The candidate that is tried, otherwise 0, which every block has. */
    private int candidate;
    private final byte[] narrow;
    private final ErrorSums sums = new ErrorSums();
    private int zeroResults;
    private long windowStart;
    private long windowEnd;
    private final float[] scales;
    private final byte[] offsets;
    private int pending;

    private final AffineCandidates candidates;
    private final byte[] candidateCounts;
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
        long stripes = Math.max(1, size / grid.stripeElements());
        span = stripes * grid.stripeElements();
        // Stripes of one row follow each other like the runs of a row.
        rowElements = grid.rowElements() == grid.stripeElements() ? span : grid.rowElements();
        window = new float[size];
        boolean spread = grid.run() < LONG_RUN;
        valueScales = new float[spread ? size : 0];
        valueZeros = new int[spread ? size : 0];
        codes = new int[size];
        results = new float[size];
        toCodes = codes;
        toResults = results;
        keeping = grid.run() == grid.stripeElements() && span <= size;
        narrow = new byte[size];
        candidates = new AffineCandidates(rule);
        int blocks = Math.toIntExact(stripes * grid.stripeBlocks());
        candidateCounts = new byte[blocks];
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
        for (long start = 0; start < elements; start += span) {
            long end = Math.min(elements, start + span);
            int blocks = (int) ((end - start) / grid.stripeElements() * grid.stripeBlocks());
            Arrays.fill(low, 0);
            Arrays.fill(high, 0);
            walk(start, end, ranges);
            if (!finite()) {
                return false;
            }
            encoded = false;
            choose(start, end, blocks);
            zeroResults = 0;
            walk(start, end, encoding);
            emitScales(blocks);
        }
        flushScales();
        // A NaN that no range shows makes the error infinite; finite values never do.
        return sums.result().noise() < Double.POSITIVE_INFINITY;
    }

    /** The error of what was written, as {@link ErrorSums#between} would measure it. */
    public ErrorSums.Result error() {
        return sums.result();
    }

    private void emitScales(int blocks) throws IOException {
        if (pending + blocks > scales.length) {
            flushScales();
        }
        System.arraycopy(scale, 0, scales, pending, blocks);
        for (int block = 0; block < blocks; block++) {
            offsets[pending + block] = (byte) zero[block];
        }
        pending += blocks;
    }

    private void flushScales() throws IOException {
        output.scales().writeFloats(scales, 0, pending);
        if (output.offsets().isPresent()) {
            output.offsets().get().writeCodes(offsets, 0, pending);
        }
        pending = 0;
    }

    /** What is done with the parts of rows of a span, in row-major order. */
    private interface Pass {
        /**
         * Takes {@code n} values, from {@code at} of the window and {@code inRow} of a row whose first block is
         * {@code block}.
         */
        void part(int at, int n, long inRow, int block);

        /** All {@code n} values from {@code at} of the window are done. */
        default void end(int at, int n) throws IOException {}
    }

    private void walk(long start, long end, Pass pass) throws IOException {
        long position = start;
        while (position < end) {
            load(position, end);
            long stop = Math.min(end, windowEnd);
            int first = (int) (position - windowStart);
            while (position < stop) {
                long row = (position - start) / rowElements;
                long inRow = (position - start) % rowElements;
                int n = (int) Math.min(rowElements - inRow, stop - position);
                pass.part((int) (position - windowStart), n, inRow, firstBlock(row));
                position += n;
            }
            pass.end(first, (int) (stop - windowStart) - first);
        }
    }

    /** The block, counted within its span, of a row's first run. */
    private int firstBlock(long row) {
        if (rowElements == span) {
            return 0;
        }
        long rows = grid.stripeElements() / rowElements;
        return (int) (row / rows * grid.stripeBlocks() + grid.firstBlock(row % rows));
    }

    /** What is done with {@code n} values of one block, from {@code at} of the window. */
    private interface Run {
        void run(int at, int n, int block);
    }

    private void eachRun(int at, int n, long inRow, int firstBlock, Run pass) {
        long run = grid.run();
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
    private void load(long position, long end) throws IOException {
        boolean inside = position >= windowStart && position < windowEnd;
        if (inside && (windowEnd >= end || span > window.length)) {
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

    private void choose(long start, long end, int blocks) throws IOException {
        int most = 0;
        for (int block = 0; block < blocks; block++) {
            candidates.compute(low[block], high[block]);
            candidateCounts[block] = (byte) candidates.count();
            most = Math.max(most, candidates.count());
            scale[block] = candidates.scale(0);
            zero[block] = candidates.zero(0);
        }
        if (most == 1) {
            return;
        }
        Arrays.fill(bestError, Double.POSITIVE_INFINITY);
        for (candidate = 0; candidate < most; candidate++) {
            for (int block = 0; block < blocks; block++) {
                boolean tried = candidate < candidateCounts[block];
                error[block] = tried ? 0 : Double.POSITIVE_INFINITY;
                if (tried && candidate > 0) {
                    candidates.compute(low[block], high[block]);
                    scale[block] = candidates.scale(candidate);
                    zero[block] = candidates.zero(candidate);
                }
            }
            tryOut(start, end);
            for (int block = 0; block < blocks; block++) {
                if (error[block] < bestError[block]) {
                    bestError[block] = error[block];
                    bestScale[block] = scale[block];
                    bestZero[block] = zero[block];
                    if (keeping && candidate > 0) {
                        keep((int) (start - windowStart + block * grid.run()), (int) grid.run());
                    }
                }
            }
        }
        candidate = 0;
        encoded = keeping;
        System.arraycopy(bestScale, 0, scale, 0, blocks);
        System.arraycopy(bestZero, 0, zero, 0, blocks);
    }

    /** Finds the errors of the blocks with their scales and zero points of the moment. */
    private void tryOut(long start, long end) throws IOException {
        if (keeping && candidate > 0) {
            if (otherCodes == null) {
                otherCodes = new int[window.length];
                otherResults = new float[window.length];
            }
            toCodes = otherCodes;
            toResults = otherResults;
        }
        walk(start, end, errors);
        toCodes = codes;
        toResults = results;
    }

    private void keep(int at, int n) {
        System.arraycopy(otherCodes, at, codes, at, n);
        System.arraycopy(otherResults, at, results, at, n);
    }

    private void encode(int at, int n, long inRow, int firstBlock) {
        if (grid.run() >= LONG_RUN) {
            eachRun(at, n, inRow, firstBlock, this::encodeRun);
            return;
        }
        if (grid.run() == 1) {
            System.arraycopy(scale, firstBlock + (int) inRow, valueScales, at, n);
            System.arraycopy(zero, firstBlock + (int) inRow, valueZeros, at, n);
        } else {
            eachRun(at, n, inRow, firstBlock, this::spread);
        }
        zeroResults += half
                ? AffineLoops.halfCodes(window, at, n, valueScales, valueZeros, min, max, toCodes, toResults)
                : AffineLoops.singleCodes(window, at, n, valueScales, valueZeros, min, max, toCodes, toResults);
    }

    private void encodeRun(int at, int n, int block) {
        if (candidate < candidateCounts[block]) {
            zeroResults += half
                    ? AffineLoops.halfCodes(window, at, n, scale[block], zero[block], min, max, toCodes, toResults)
                    : AffineLoops.singleCodes(window, at, n, scale[block], zero[block], min, max, toCodes, toResults);
        }
    }

    private void spread(int at, int n, int block) {
        Arrays.fill(valueScales, at, at + n, scale[block]);
        Arrays.fill(valueZeros, at, at + n, zero[block]);
    }

    private final Pass ranges = new Pass() {
        @Override
        public void part(int at, int n, long inRow, int block) {
            if (grid.run() == 1) {
                numbers &= AffineLoops.rangeColumns(window, at, n, low, high, block + (int) inRow);
            } else if (grid.run() < LONG_RUN) {
                eachRun(at, n, inRow, block, this::shortRun);
            } else {
                eachRun(at, n, inRow, block, this::run);
            }
        }

        private void run(int at, int n, int block) {
            if (half) {
                AffineLoops.halfRange(window, at, n, low, high, block);
            } else {
                AffineLoops.range(window, at, n, low, high, block);
            }
        }

        private void shortRun(int at, int n, int block) {
            if (half) {
                AffineLoops.halfRange(window, at, n, low, high, block);
            } else {
                AffineLoops.shortRange(window, at, n, low, high, block);
            }
        }
    };

    private final Pass errors = new Pass() {
        @Override
        public void part(int at, int n, long inRow, int block) {
            encode(at, n, inRow, block);
            if (grid.run() == 1) {
                AffineLoops.errorColumns(window, toResults, at, n, block + (int) inRow, error);
            } else {
                eachRun(at, n, inRow, block, this::run);
            }
        }

        private void run(int at, int n, int block) {
            if (candidate < candidateCounts[block]) {
                error[block] += AffineLoops.error(window, toResults, at, n);
            }
        }
    };

    private final Pass encoding = new Pass() {
        @Override
        public void part(int at, int n, long inRow, int block) {
            if (!encoded) {
                encode(at, n, inRow, block);
            }
        }

        @Override
        public void end(int at, int n) throws IOException {
            AffineLoops.narrow(codes, narrow, at, n);
            output.codes().write(narrow, at, n);
            if (encoded) {
                sums.add(window, results, at, n);
            } else {
                sums.add(window, results, at, n, zeroResults);
            }
            zeroResults = 0;
        }
    };
}
