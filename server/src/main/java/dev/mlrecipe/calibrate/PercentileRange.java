package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;

/**
 * The range that keeps most of the numbers of a histogram. Its ends are edges of bins, so that they lie less than a bin
 * outside of the exact percentiles, and never inside.
 */
final class PercentileRange {
    private final Histogram histogram;
    private final int zero;

    PercentileRange(Histogram histogram) {
        this.histogram = histogram;
        this.zero = histogram.bin(0);
    }

    /**
     * The range.
     *
     * @param seen the smallest and the largest number
     * @param symmetric whether the histogram is symmetric to zero and numbers are left out by magnitude
     * @param percent how many are kept
     */
    Range of(Range seen, boolean symmetric, double percent) {
        long all = histogram.zeros();
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            all += histogram.count(bin);
        }
        double out = all * (100 - percent) / 100;
        if (symmetric) {
            int bin = 0;
            for (long left = 0; bin < Histogram.BINS / 2 - 1; bin++) {
                left += count(bin) + count(Histogram.BINS - 1 - bin);
                if (left > out) {
                    break;
                }
            }
            return within(seen, histogram.edge(bin), histogram.edge(Histogram.BINS - bin));
        }
        int first = 0;
        for (long left = count(0); left <= out / 2; left += count(first)) {
            first++;
        }
        int last = Histogram.BINS - 1;
        for (long left = count(last); left <= out / 2; left += count(last)) {
            last--;
        }
        return within(seen, histogram.edge(first), histogram.edge(last + 1));
    }

    private long count(int bin) {
        return histogram.count(bin) + (bin == zero ? histogram.zeros() : 0);
    }

    /** Beyond what was seen there is nothing to keep. */
    static Range within(Range seen, double min, double max) {
        return new Range(Math.clamp(min, seen.min(), seen.max()), Math.clamp(max, seen.min(), seen.max()));
    }
}
