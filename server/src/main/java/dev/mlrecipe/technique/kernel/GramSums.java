package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/**
 * Sums of products of vectors with themselves: the lower triangle of XᵀX, row by row. Everything is float32 and every
 * sum is taken in the order of the vectors, so the result does not depend on the machine; single sums take
 * {@value #ROWS} vectors at a time and eight of these in one expression.
 */
public final class GramSums {
    /** Vectors that are taken at a time. */
    public static final int ROWS = 128;

    /** Numbers of a row of the triangle that stay near the processor. */
    private static final int COLUMNS = 256;

    private GramSums() {}

    /** Numbers of the triangle of a matrix. */
    public static int size(int features) {
        return Math.multiplyExact(features, features + 1) / 2;
    }

    /**
     * Adds the products of some vectors.
     *
     * @param x vectors of {@code features} numbers, one after the other, with room for {@link #ROWS} of them; what
     *     follows the last one is overwritten
     * @param rows how many, at most {@link #ROWS}
     * @param sums the triangle
     * @param at where it begins in {@code sums}
     */
    public static void add(float[] x, int rows, int features, float[] sums, int at) {
        int padded = (rows + 7) / 8 * 8;
        Arrays.fill(x, rows * features, padded * features, 0);
        for (int first = 0; first < features; first += COLUMNS) {
            for (int i = first; i < features; i++) {
                int count = Math.min(COLUMNS, i + 1 - first);
                int target = at + i * (i + 1) / 2 + first;
                for (int row = 0; row < padded; row += 8) {
                    addEight(x, row * features, features, i, first, count, sums, target);
                }
            }
        }
    }

    private static void addEight(
            float[] x, int base, int features, int i, int first, int count, float[] sums, int target) {
        int b1 = base + features;
        int b2 = b1 + features;
        int b3 = b2 + features;
        int b4 = b3 + features;
        int b5 = b4 + features;
        int b6 = b5 + features;
        int b7 = b6 + features;
        float a0 = x[base + i];
        float a1 = x[b1 + i];
        float a2 = x[b2 + i];
        float a3 = x[b3 + i];
        float a4 = x[b4 + i];
        float a5 = x[b5 + i];
        float a6 = x[b6 + i];
        float a7 = x[b7 + i];
        int s0 = base + first;
        int s1 = b1 + first;
        int s2 = b2 + first;
        int s3 = b3 + first;
        int s4 = b4 + first;
        int s5 = b5 + first;
        int s6 = b6 + first;
        int s7 = b7 + first;
        for (int j = 0; j < count; j++) {
            sums[target + j] += (a0 * x[s0 + j] + a1 * x[s1 + j])
                    + (a2 * x[s2 + j] + a3 * x[s3 + j])
                    + ((a4 * x[s4 + j] + a5 * x[s5 + j]) + (a6 * x[s6 + j] + a7 * x[s7 + j]));
        }
    }
}
