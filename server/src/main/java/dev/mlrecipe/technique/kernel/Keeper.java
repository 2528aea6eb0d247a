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

    /** Keeps magnitudes greater than {@code threshold}, which is at least 0. */
    static Keeper above(double threshold) {
        return (values, count, keep) -> {
            for (int i = 0; i < count; i++) {
                keep[i] = (byte) (Math.abs((double) values[i]) <= threshold ? 0 : 1);
            }
        };
    }
}
