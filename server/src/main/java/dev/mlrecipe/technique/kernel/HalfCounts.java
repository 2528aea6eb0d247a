package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/**
 * Counts values that float16 can hold, such as float16 weights and integers of up to eleven bits, by their 65,536
 * patterns. All values have weight 1.
 */
public final class HalfCounts implements ValueGatherer {
    private static final int PATTERNS = 1 << 16;
    private static final int SIGN = 0x8000;

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

    @Override
    public Points points() {
        double[] values = new double[PATTERNS];
        double[] weights = new double[PATTERNS];
        int n = 0;
        for (int i = PATTERNS - 1; i >= SIGN; i--) {
            n = append(i, values, weights, n);
        }
        for (int i = 0; i < SIGN; i++) {
            n = append(i, values, weights, n);
        }
        return Points.of(Arrays.copyOf(values, n), Arrays.copyOf(weights, n + 1));
    }

    private int append(int pattern, double[] values, double[] weights, int n) {
        if (counts[pattern] == 0) {
            return n;
        }
        values[n] = Float.float16ToFloat((short) pattern);
        weights[n] = counts[pattern];
        return n + 1;
    }
}
