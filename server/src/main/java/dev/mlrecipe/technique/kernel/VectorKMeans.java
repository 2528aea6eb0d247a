package dev.mlrecipe.technique.kernel;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * K-means over vectors: greedy k-means++ seeding (Arthur and Vassilvitskii 2007), then Lloyd steps, from several
 * starts. Finding the optimum is hard for vectors, so this is a good solution and not the best one. It is the same on
 * every machine: the pseudorandom numbers have a fixed seed and all sums a fixed order.
 */
public final class VectorKMeans {
    private static final long SEED = 0x6d6c726563697065L;
    private static final int MAX_STEPS = 100;
    private static final double GAIN = 1e-4;
    private static final int CHUNK = 1 << 15;
    private static final int SEEDING_VECTORS = 1 << 14;

    private final float[] vectors;
    private final int count;
    private final int length;
    private final int k;
    private final Runnable checkpoint;

    private VectorKMeans(float[] vectors, int count, int length, int k, Runnable checkpoint) {
        this.vectors = vectors;
        this.count = count;
        this.length = length;
        this.k = k;
        this.checkpoint = checkpoint;
    }

    /**
     * Finds entries for vectors.
     *
     * @param vectors one after the other, finite
     * @param count how many there are; more than {@code k} different ones
     * @param length elements of one vector
     * @param k entries
     * @param checkpoint called at least every 65,536 distances; may throw to stop
     * @return the entries one after the other, in no particular order
     */
    public static float[] fit(float[] vectors, int count, int length, int k, Runnable checkpoint) {
        float unit = VectorCodebook.unit(vectors, count * length);
        float[] scaled = new float[count * length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = vectors[i] * unit;
        }
        float[] best = new VectorKMeans(scaled, count, length, k, checkpoint).best();
        for (int i = 0; i < best.length; i++) {
            best[i] /= unit;
        }
        return best;
    }

    private float[] best() {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int start = starts(); start > 0; start--) {
            float[] entries = seed(random.split());
            double error = Double.POSITIVE_INFINITY;
            for (int step = 0; step < MAX_STEPS; step++) {
                VectorSums sums = step(entries);
                if (sums.error() < least) {
                    least = sums.error();
                    best = entries;
                }
                if (sums.error() >= error * (1 - GAIN)) {
                    break;
                }
                error = sums.error();
                entries = sums.means();
            }
        }
        return best;
    }

    /** Small tasks get more starts. */
    private int starts() {
        long work = (long) count * k * length;
        return work <= 1 << 17 ? 10 : work <= 1 << 19 ? 2 : 1;
    }

    private VectorSums step(float[] entries) {
        VectorSums sums = new VectorSums(entries, length);
        int chunk = Math.max(1, CHUNK / length);
        for (int from = 0; from < count; from += chunk) {
            checkpoint.run();
            sums.add(vectors, from * length, Math.min(chunk, count - from));
        }
        return sums;
    }

    /**
     * Picks vectors as first entries: each with a probability that grows with its squared distance to the entries so
     * far, and of several such candidates the one that leaves the least error. Large inputs are seeded from evenly
     * spread vectors.
     */
    private float[] seed(SplittableRandom random) {
        int n = Math.min(count, SEEDING_VECTORS);
        int[] rows = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = (int) ((long) i * count / n) * length;
        }
        float[] entries = new float[k * length];
        float[] nearest = new float[n];
        Arrays.fill(nearest, Float.POSITIVE_INFINITY);
        int first = rows[random.nextInt(n)];
        System.arraycopy(vectors, first, entries, 0, length);
        double total = distances(first, rows, nearest, nearest);
        int trials = 2 + (int) StrictMath.log(k);
        float[] trial = new float[n];
        float[] bestTrial = new float[n];
        for (int c = 1; c < k; c++) {
            int bestRow = first;
            double bestTotal = Double.POSITIVE_INFINITY;
            for (int t = 0; t < trials; t++) {
                checkpoint.run();
                int row = rows[draw(nearest, total * random.nextDouble())];
                double left = distances(row, rows, nearest, trial);
                if (left < bestTotal) {
                    bestTotal = left;
                    bestRow = row;
                    float[] swap = bestTrial;
                    bestTrial = trial;
                    trial = swap;
                }
            }
            System.arraycopy(vectors, bestRow, entries, c * length, length);
            System.arraycopy(bestTrial, 0, nearest, 0, n);
            total = bestTotal;
        }
        return entries;
    }

    /** Squared distances to the nearest entry if the vector at {@code row} becomes one, and their sum. */
    private double distances(int row, int[] rows, float[] nearest, float[] result) {
        double total = 0;
        for (int i = 0; i < rows.length; i++) {
            float distance = 0;
            for (int v = 0; v < length; v++) {
                float difference = vectors[rows[i] + v] - vectors[row + v];
                distance += difference * difference;
            }
            result[i] = Math.min(nearest[i], distance);
            total += result[i];
        }
        return total;
    }

    private static int draw(float[] weights, double target) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum > target) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
