package dev.mlrecipe.technique.kernel;

/**
 * Counts values that float16 can hold, such as float16 weights and integers of up to eleven bits, by their 65,536
 * patterns. All values have weight 1.
 */
public final class HalfCounts implements ValueGatherer {
    private static final int PATTERNS = 1 << 16;
    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;

    private final long[] counts = new long[PATTERNS];

    @Override
    public void add(float[] values, int offset, int count, double weight) {
        if (weight != 1) {
            throw new IllegalArgumentException("weight " + weight);
        }
        for (int i = offset; i < offset + count; i++) {
            counts[Float.floatToFloat16(values[i] + 0f) & 0xffff]++;
        }
    }

    /** Adds values by their patterns. */
    public void add(short[] halves, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            counts[halves[i] & 0xffff]++;
        }
    }

    /** How many values have this pattern without sign. */
    public long ofMagnitude(int pattern) {
        return counts[pattern] + counts[SIGN + pattern];
    }

    /** Whether no value is NaN or infinite. */
    public boolean finite() {
        return none(INFINITY, SIGN) && none(SIGN + INFINITY, PATTERNS);
    }

    private boolean none(int from, int to) {
        long found = 0;
        for (int pattern = from; pattern < to; pattern++) {
            found += counts[pattern];
        }
        return found == 0;
    }

    @Override
    public Points points() {
        long[] all = counts.clone();
        all[0] = ofMagnitude(0);
        all[SIGN] = 0;
        // The patterns in the order of their values.
        char[] present = new char[PATTERNS];
        int n = 0;
        for (int i = -INFINITY; i < INFINITY; i++) {
            int pattern = i < 0 ? SIGN - 1 - i : i;
            present[n] = (char) pattern;
            n += all[pattern] > 0 ? 1 : 0;
        }
        double[] values = new double[n];
        double[] weights = new double[n + 1];
        for (int i = 0; i < n; i++) {
            values[i] = Float.float16ToFloat((short) present[i]);
            weights[i] = all[present[i]];
        }
        return Points.of(values, weights);
    }
}
