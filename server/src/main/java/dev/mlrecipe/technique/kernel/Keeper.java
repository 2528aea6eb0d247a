package dev.mlrecipe.technique.kernel;

import java.io.IOException;

/**
 * Decides which elements of a weight pruning keeps, in one walk over them in row-major order. Elements that are zero
 * are never kept, NaN always is.
 */
@FunctionalInterface
public interface Keeper {

    /** Decides about the next {@code count} elements: 1 in {@code keep} for those that stay, 0 for the others. */
    void keep(float[] values, int count, byte[] keep) throws IOException;

    /** Keeps magnitudes greater than {@code threshold}, which is finite and at least 0. */
    static Keeper above(float threshold) {
        int limit = Float.floatToRawIntBits(threshold);
        return (values, count, keep) -> above(limit, values, count, keep);
    }

    /**
     * Keeps values whose pattern without sign is greater than {@code limit}, which is at least 0; NaN is greater than
     * all. Without branches: which values are kept is hard to predict.
     */
    private static void above(int limit, float[] values, int count, byte[] keep) {
        for (int i = 0; i < count; i++) {
            keep[i] = (byte) (limit - (Float.floatToRawIntBits(values[i]) & 0x7fffffff) >>> 31);
        }
    }

    /** Keeps magnitudes greater than {@code limit}, and those equal to it except the first {@code ties}. */
    static Keeper above(float limit, long ties) {
        int bits = Float.floatToRawIntBits(limit);
        return new Keeper() {
            private long left = ties;

            @Override
            public void keep(float[] values, int count, byte[] keep) {
                above(left > 0 || bits == 0 ? bits : bits - 1, values, count, keep);
                if (left == 0) {
                    return;
                }
                for (int i = 0; i < count; i++) {
                    if (Math.abs(values[i]) == limit) {
                        keep[i] = (byte) (left > 0 || limit == 0 ? 0 : 1);
                        left = Math.max(0, left - 1);
                    }
                }
            }
        };
    }
}
