package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;

/**
 * How many of a value's numbers lie where: {@value #BINS} bins of equal width over its range, zeros apart. The same in
 * whatever order numbers come. Safe for concurrent use.
 */
final class Histogram {
    static final int BINS = 4096;

    private final double low;
    private final double width;
    private final long[] counts = new long[BINS];
    private long zeros;

    /** @param range holds all numbers and is no point */
    Histogram(Range range) {
        low = range.min();
        width = (range.max() - range.min()) / BINS;
    }

    void add(float[] numbers) {
        int[] bins = new int[BINS];
        int none = 0;
        for (float number : numbers) {
            if (number == 0) {
                none++;
            } else {
                bins[bin(number)]++;
            }
        }
        synchronized (this) {
            zeros += none;
            for (int i = 0; i < BINS; i++) {
                counts[i] += bins[i];
            }
        }
    }

    /** The bin that a number lies in. */
    int bin(double number) {
        return (int) Math.clamp((number - low) / width, 0, BINS - 1);
    }

    /** Where a bin begins; that of bin {@value #BINS} is where the last one ends. */
    double edge(int bin) {
        return low + bin * width;
    }

    /** How many numbers a bin holds, zeros not among them. */
    long count(int bin) {
        return counts[bin];
    }

    long zeros() {
        return zeros;
    }
}
