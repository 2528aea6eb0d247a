package dev.mlrecipe.testing;

import dev.mlrecipe.technique.InputMoments;
import java.util.Arrays;
import java.util.Random;

/**
 * Moments of given vectors, summed up in double, plainly.
 *
 * @param vectors by group, then one after the other
 */
public record VectorMoments(double[][][] vectors, boolean transposed) implements InputMoments {

    /** Vectors whose numbers depend on each other, some of them much greater than others. */
    public static VectorMoments correlated(int groups, int features, int count, boolean transposed, long seed) {
        Random random = new Random(seed);
        double[][][] vectors = new double[groups][count][features];
        for (double[][] group : vectors) {
            int hidden = Math.max(1, features / 2);
            double[][] mix = new double[features][hidden];
            double[] size = new double[features];
            for (int i = 0; i < features; i++) {
                size[i] = Math.exp(random.nextGaussian());
                for (int k = 0; k < hidden; k++) {
                    mix[i][k] = random.nextGaussian();
                }
            }
            for (double[] vector : group) {
                double[] cause = random.doubles(hidden, -1, 1).toArray();
                for (int i = 0; i < features; i++) {
                    for (int k = 0; k < hidden; k++) {
                        vector[i] += size[i] * mix[i][k] * cause[k];
                    }
                    vector[i] += 0.1 * random.nextGaussian();
                }
            }
        }
        return new VectorMoments(vectors, transposed);
    }

    @Override
    public int groups() {
        return vectors.length;
    }

    @Override
    public int features() {
        return vectors[0][0].length;
    }

    @Override
    public long count() {
        return vectors[0].length;
    }

    @Override
    public float[] matrix(int group) {
        int n = features();
        float[] lower = new float[n * (n + 1) / 2];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (double[] vector : vectors[group]) {
                    sum += vector[i] * vector[j];
                }
                lower[i * (i + 1) / 2 + j] = (float) sum;
            }
        }
        return lower;
    }

    @Override
    public String key() {
        return Integer.toHexString(Arrays.deepHashCode(vectors));
    }

    /** What the outputs of {@code difference}, outputs times features, are on all vectors: the sum of squares. */
    public double outputs(double[][] difference) {
        double sum = 0;
        for (int output = 0; output < difference.length; output++) {
            for (double[] vector : vectors[output / (difference.length / groups())]) {
                double product = 0;
                for (int i = 0; i < vector.length; i++) {
                    product += difference[output][i] * vector[i];
                }
                sum += product * product;
            }
        }
        return sum;
    }
}
