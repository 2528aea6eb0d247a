package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/** The plain way to optimal k-means on a line: a dynamic programme over (clusters, points), every cost summed anew. */
public final class LayeredKMeans {
    private LayeredKMeans() {}

    /** Least total weighted squared distance of ascending values to the means of at most k clusters. */
    public static double leastError(double[] values, double[] weights, int k) {
        int n = values.length;
        double[][] costs = new double[n][n + 1];
        for (int from = 0; from < n; from++) {
            for (int to = from + 1; to <= n; to++) {
                costs[from][to] = cost(values, weights, from, to);
            }
        }
        double[] best = new double[n + 1];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        best[0] = 0;
        for (int layer = 1; layer <= Math.min(k, n); layer++) {
            double[] next = new double[n + 1];
            Arrays.fill(next, Double.POSITIVE_INFINITY);
            for (int to = 1; to <= n; to++) {
                for (int from = 0; from < to; from++) {
                    if (best[from] < Double.POSITIVE_INFINITY) {
                        next[to] = Math.min(next[to], best[from] + costs[from][to]);
                    }
                }
            }
            best = next;
        }
        return best[n];
    }

    /** Sum of the costs of the clusters between boundaries. */
    static double error(double[] values, double[] weights, int[] boundaries) {
        double error = 0;
        for (int c = 0; c + 1 < boundaries.length; c++) {
            error += cost(values, weights, boundaries[c], boundaries[c + 1]);
        }
        return error;
    }

    static double cost(double[] values, double[] weights, int from, int to) {
        double total = 0;
        double mean = 0;
        for (int i = from; i < to; i++) {
            total += weights[i];
            mean += (values[i] - mean) * weights[i] / total;
        }
        double cost = 0;
        for (int i = from; i < to; i++) {
            cost += weights[i] * (values[i] - mean) * (values[i] - mean);
        }
        return cost;
    }
}
