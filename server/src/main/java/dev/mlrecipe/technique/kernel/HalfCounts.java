package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/**
 * Counts values that float16 can hold, such as float16 weights and integers of up to eleven bits, by their 65,536
 * patterns. All values have weight 1.
 */
public final class HalfCounts implements ValueGatherer, HalfGatherer {
    private static final int PATTERNS = 1 << 16;
    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;

    /** Counts of the values that came since the last {@link #carry}. */
    private final int[] recent = new int[PATTERNS];

    private long added;
    /** Counts of those before; null without such, as there are none below 2^31 values. */
    private long[] former;

    @Override
    public void add(float[] values, int offset, int count, double weight) {
        if (weight != 1) {
            throw new IllegalArgumentException("weight " + weight);
        }
        carry(count);
        for (int i = offset; i < offset + count; i++) {
            recent[Float.floatToFloat16(values[i] + 0f) & 0xffff]++;
        }
    }

    @Override
    public void add(short[] halves, int offset, int count) {
        carry(count);
        int[] counts = recent;
        int end = offset + count;
        int i = offset;
        // Short runs are over before a compiler that unrolls loops has seen them.
        for (; i < end - 7; i += 8) {
            counts[halves[i] & 0xffff]++;
            counts[halves[i + 1] & 0xffff]++;
            counts[halves[i + 2] & 0xffff]++;
            counts[halves[i + 3] & 0xffff]++;
            counts[halves[i + 4] & 0xffff]++;
            counts[halves[i + 5] & 0xffff]++;
            counts[halves[i + 6] & 0xffff]++;
            counts[halves[i + 7] & 0xffff]++;
        }
        for (; i < end; i++) {
            counts[halves[i] & 0xffff]++;
        }
    }

    /** Makes room for {@code count} values more. */
    private void carry(int count) {
        added += count;
        if (added > Integer.MAX_VALUE) {
            if (former == null) {
                former = new long[PATTERNS];
            }
            for (int pattern = 0; pattern < PATTERNS; pattern++) {
                former[pattern] += recent[pattern];
            }
            Arrays.fill(recent, 0);
            added = count;
        }
    }

    private long of(int pattern) {
        return former == null ? recent[pattern] : former[pattern] + recent[pattern];
    }

    /** How many values have this pattern without sign. */
    public long ofMagnitude(int pattern) {
        return of(pattern) + of(SIGN + pattern);
    }

    @Override
    public boolean finite() {
        return none(INFINITY, SIGN) && none(SIGN + INFINITY, PATTERNS);
    }

    private boolean none(int from, int to) {
        long found = 0;
        for (int pattern = from; pattern < to; pattern++) {
            found |= of(pattern);
        }
        return found == 0;
    }

    /** How many patterns of non-zero values occur from one pattern to another. */
    private int present(int from, int to) {
        int found = 0;
        for (int pattern = from; pattern < to; pattern++) {
            found += of(pattern) == 0 ? 0 : 1;
        }
        return found;
    }

    @Override
    public Points points() {
        int below = present(SIGN + 1, SIGN + INFINITY);
        long zeros = ofMagnitude(0);
        int n = below + (zeros > 0 ? 1 : 0) + present(1, INFINITY);
        double[] values = new double[n];
        double[] weights = new double[n + 1];
        int at = 0;
        // The patterns in the order of their values: negative ones from the greatest magnitude down.
        for (int pattern = SIGN + INFINITY - 1; pattern > SIGN; pattern--) {
            at = put(pattern, of(pattern), values, weights, at);
        }
        at = put(0, zeros, values, weights, at);
        for (int pattern = 1; pattern < INFINITY; pattern++) {
            at = put(pattern, of(pattern), values, weights, at);
        }
        return Points.of(values, weights);
    }

    /** Puts a value that occurs to its place, and returns the next one. */
    private static int put(int pattern, long count, double[] values, double[] weights, int at) {
        if (count == 0) {
            return at;
        }
        values[at] = Float.float16ToFloat((short) pattern);
        weights[at] = count;
        return at + 1;
    }
}
