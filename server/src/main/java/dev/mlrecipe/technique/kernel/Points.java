package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.form.ErrorSums;

/**
 * Weighted points on a line in ascending order, with the prefix sums that give the cost of any cluster of neighbours in
 * constant time. The cost of a cluster is its weighted sum of squared distances to its mean.
 *
 * <p>A cost is a difference of large sums, so precision matters. Coordinates are taken relative to the weighted median,
 * and the prefix sums are zero there and grow outwards: one far outlier then costs no digits in the dense middle.
 */
public final class Points {
    private final double[] values;
    private final double least;
    private final double greatest;
    private final double origin;
    final double[] weight;
    final double[] sum;
    final double[] square;

    private Points(
            double[] values,
            double least,
            double greatest,
            double origin,
            double[] weight,
            double[] sum,
            double[] square) {
        this.values = values;
        this.least = least;
        this.greatest = greatest;
        this.origin = origin;
        this.weight = weight;
        this.sum = sum;
        this.square = square;
    }

    /**
     * Points at single values.
     *
     * @param values strictly ascending, finite
     * @param weights positive; one more place than values, the last of no meaning; becomes part of the result
     */
    public static Points of(double[] values, double[] weights) {
        int n = values.length;
        double least = n == 0 ? 0 : values[0];
        double greatest = n == 0 ? 0 : values[n - 1];
        return of(values, least, greatest, weights, new double[n + 1], new double[n + 1]);
    }

    /**
     * Points that stand for several values each. All moments are weighted sums of powers of the distance to the
     * point's entry in {@code values}; these three arrays have one place more than {@code values} and become part of
     * the result.
     *
     * @param values strictly ascending reference values, finite
     * @param least least of all values that the points stand for
     * @param greatest greatest of them
     * @param weights moment 0, positive
     * @param first moment 1
     * @param second moment 2
     */
    static Points of(
            double[] values, double least, double greatest, double[] weights, double[] first, double[] second) {
        int n = values.length;
        int median = medianIndex(weights, n);
        double origin = n == 0 ? 0 : values[median];
        Points points = new Points(values, least, greatest, origin, weights, first, second);
        points.accumulate(median, n, 1);
        points.accumulate(median - 1, -1, -1);
        return points;
    }

    private static int medianIndex(double[] weights, int n) {
        double total = 0;
        for (int i = 0; i < n; i++) {
            total += weights[i];
        }
        double below = 0;
        int i = 0;
        while (i < n - 1 && (below + weights[i]) * 2 < total) {
            below += weights[i++];
        }
        return i;
    }

    /**
     * Turns the moments of the points from {@code start} on, up or down, into prefix sums that are 0 at the median:
     * entry j minus entry i sums i..j-1.
     */
    private void accumulate(int start, int end, int direction) {
        double w = 0;
        double s = 0;
        double q = 0;
        for (int i = start; i != end; i += direction) {
            double shift = values[i] - origin;
            double w0 = weight[i];
            double s0 = sum[i];
            double shifted = s0 + shift * w0;
            double q0 = square[i] + shift * (2 * s0 + shift * w0);
            values[i] += s0 / w0;
            if (direction < 0) {
                w -= w0;
                s -= shifted;
                q -= q0;
            }
            weight[i] = w;
            sum[i] = s;
            square[i] = q;
            if (direction > 0) {
                w += w0;
                s += shifted;
                q += q0;
            }
        }
        if (direction > 0) {
            weight[end] = w;
            sum[end] = s;
            square[end] = q;
        }
    }

    /**
     * The same with neighbours taken together: tells weights and costs of runs of them only.
     *
     * @param starts where each group begins, ascending from 0, and the number of points at the end
     */
    Points grouped(int[] starts) {
        int n = starts.length - 1;
        double[] firsts = new double[n];
        double[] w = new double[n + 1];
        double[] s = new double[n + 1];
        double[] q = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            int at = starts[i];
            w[i] = weight[at];
            s[i] = sum[at];
            q[i] = square[at];
            if (i < n) {
                firsts[i] = values[at];
            }
        }
        return new Points(firsts, least, greatest, origin, w, s, q);
    }

    public int size() {
        return values.length;
    }

    /** The least value that a point stands for; 0 if there are no points. */
    public double least() {
        return least;
    }

    /** The greatest value that a point stands for; 0 if there are no points. */
    public double greatest() {
        return greatest;
    }

    /** The value of one point (for a point that stands for several values: their mean). */
    public double value(int index) {
        return values[index];
    }

    /** Total weight of points {@code from} to {@code to - 1}. */
    public double weight(int from, int to) {
        return weight[to] - weight[from];
    }

    /** Weighted mean of points {@code from} to {@code to - 1}; at least one. */
    public double mean(int from, int to) {
        if (to - from == 1) {
            return values[from];
        }
        double mean = origin + (sum[to] - sum[from]) / (weight[to] - weight[from]);
        return Math.min(Math.max(mean, values[from]), values[to - 1]);
    }

    /** Weighted sum of squared distances of points {@code from} to {@code to - 1} to their mean. */
    public double cost(int from, int to) {
        double s = sum[to] - sum[from];
        return Math.max(0, square[to] - square[from] - s * s / (weight[to] - weight[from]));
    }

    /** Weighted sum of squared distances of points {@code from} to {@code to - 1} to {@code center}. */
    public double error(int from, int to, double center) {
        if (from == to) {
            return 0;
        }
        double distance = mean(from, to) - center;
        double spread = to - from == 1 ? 0 : cost(from, to);
        return spread + weight(from, to) * distance * distance;
    }

    /** Weighted sum of squared distances of all points to the nearest of some ascending table entries. */
    public double error(double[] entries) {
        double error = 0;
        int from = 0;
        for (int entry = 0; entry < entries.length; entry++) {
            int to = entry + 1 == entries.length ? size() : firstAbove((entries[entry] + entries[entry + 1]) / 2);
            error += error(from, to, entries[entry]);
            from = to;
        }
        return error;
    }

    /**
     * Compares all points with the nearest of some ascending table entries. For points at single values whose weights
     * say how often they occur.
     */
    public void compare(double[] entries, ErrorSums sums) {
        int from = 0;
        for (int entry = 0; entry < entries.length; entry++) {
            int to = entry + 1 == entries.length ? size() : firstAbove((entries[entry] + entries[entry + 1]) / 2);
            for (int i = from; i < to; i++) {
                sums.add(values[i], entries[entry], (long) (weight[i + 1] - weight[i]));
            }
            from = to;
        }
    }

    /** Index of the first point whose value is greater than {@code bound}. */
    int firstAbove(double bound) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] > bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
