package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.coreml.activation.Scheme;
import java.util.function.IntToDoubleFunction;

/**
 * The range with which quantizing the numbers of a histogram makes the smallest mean square of differences.
 *
 * <p>Numbers are taken to be spread evenly over their bin, for which the squares are integrated exactly; zeros have a
 * code of their own and make no difference. Ends are edges of bins: every 32nd of one end at first, then those around the
 * best; where codes are not symmetric, the two ends in turn.
 */
final class LeastErrorRange {
    private static final int COARSE = Histogram.BINS / 128;
    private static final int ROUNDS = 4;

    private final Histogram histogram;
    private final Scheme scheme;

    LeastErrorRange(Histogram histogram, Scheme scheme) {
        this.histogram = histogram;
        this.scheme = scheme;
    }

    /** @param seen the smallest and the largest number */
    Range of(Range seen) {
        int last = Histogram.BINS;
        if (scheme.symmetric()) {
            int best = best(1, last / 2, half -> error(last / 2 - half, last / 2 + half));
            return PercentileRange.within(seen, histogram.edge(last / 2 - best), histogram.edge(last / 2 + best));
        }
        int zero = histogram.bin(0);
        int from = 0;
        int to = last;
        for (int round = 0; round < ROUNDS; round++) {
            int left = from;
            int right = best(Math.max(zero, left) + 1, last, end -> error(left, end));
            int lower = best(0, Math.min(zero, right - 1), end -> error(end, right));
            if (lower == from && right == to) {
                break;
            }
            from = lower;
            to = right;
        }
        return PercentileRange.within(seen, histogram.edge(from), histogram.edge(to));
    }

    /** The number with the smallest error, the largest of equal ones. */
    private static int best(int from, int to, IntToDoubleFunction error) {
        int best = best(from, to, COARSE, error);
        return best(Math.max(from, best - COARSE + 1), Math.min(to, best + COARSE - 1), 1, error);
    }

    private static int best(int from, int to, int step, IntToDoubleFunction error) {
        int best = to;
        double least = Double.POSITIVE_INFINITY;
        for (int at = to; at >= from; at -= step) {
            double found = error.applyAsDouble(at);
            if (found < least) {
                least = found;
                best = at;
            }
        }
        return best;
    }

    /** The sum of squares of differences with codes that span some bins. */
    private double error(int from, int to) {
        double min = Math.min(0, histogram.edge(from));
        double max = Math.max(0, histogram.edge(to));
        int steps = scheme.symmetric() ? 254 : 255;
        double scale = scheme.symmetric() ? Math.max(-min, max) / 127 : (max - min) / steps;
        double zeroPoint = scheme.symmetric() ? 127 : Math.rint(-min / scale);
        double sum = 0;
        for (int bin = 0; bin < Histogram.BINS; bin++) {
            long count = histogram.count(bin);
            if (count > 0) {
                double left = histogram.edge(bin) / scale + zeroPoint;
                double right = histogram.edge(bin + 1) / scale + zeroPoint;
                sum += count * (integral(right, steps) - integral(left, steps)) / (right - left);
            }
        }
        return sum * scale * scale;
    }

    /** Integral from 0 of the squared distance to the nearest whole number between 0 and {@code steps}. */
    private static double integral(double to, int steps) {
        double nearest = Math.clamp(Math.rint(to), 0, steps);
        double rest = to - nearest;
        return nearest / 12 + rest * rest * rest / 3;
    }
}
