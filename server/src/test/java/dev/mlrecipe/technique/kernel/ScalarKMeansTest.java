package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ScalarKMeansTest {
    private static final Runnable GO_ON = () -> {};

    /** Shapes of data that make optimal partitions ambiguous, jump, or lose digits. */
    private enum Data {
        RANDOM,
        EQUAL_SPACING,
        TWO_HEAPS,
        FEW_STEPS,
        POWERS,
        ONE_FAR_OUTLIER,
        FAR_FROM_ZERO,
        HALVES
    }

    @Test
    void isNeverWorseThanTheLayeredProgramme() {
        long seed = 20_240_917;
        Random random = new Random(seed);
        for (int round = 0; round < 4_000; round++) {
            Data data = Data.values()[round % Data.values().length];
            double[] values = values(data, random, 1 + random.nextInt(40));
            int k = 1 + random.nextInt(values.length + 2);
            assertNotWorse(values, k, random, "seed " + seed + " round " + round + " " + data);
        }
    }

    /** Many points for each cluster: the search begins on fewer of them. */
    @Test
    void isNeverWorseWhereItBeginsOnFewerPoints() {
        long seed = 20_261_125;
        Random random = new Random(seed);
        for (int round = 0; round < 64; round++) {
            Data data = Data.values()[round % Data.values().length];
            double[] values = values(data, random, 100 + random.nextInt(100));
            int k = 2 + random.nextInt(3);
            assertNotWorse(values, k, random, "seed " + seed + " round " + round + " " + data);
        }
    }

    private static void assertNotWorse(double[] values, int k, Random random, String origin) {
        double[] weights = new double[values.length];
        boolean equalWeights = random.nextBoolean();
        Arrays.setAll(weights, i -> equalWeights ? 1 : 1 + random.nextInt(20));

        int[] boundaries = ScalarKMeans.partition(Points.of(values.clone(), padded(weights)), k, GO_ON);

        String input = origin + " k=" + k + " of " + values.length;
        assertPartition(boundaries, values.length, k, input);
        double least = LayeredKMeans.leastError(values, weights, k);
        double found = LayeredKMeans.error(values, weights, boundaries);
        double whole = LayeredKMeans.cost(values, weights, 0, values.length);
        assertTrue(found <= least + 1e-13 * whole, () -> input + ": " + found + " > " + least);
    }

    @Test
    void splicesWhereTiesLeaveNoPriceForSomeNumbers() {
        // Four equal pairs: with any price either every pair is one cluster or none is.
        double[] values = {0, 1, 10, 11, 20, 21, 30, 31};
        for (int k = 1; k <= 8; k++) {
            int[] boundaries = ScalarKMeans.partition(Points.of(values.clone(), ones(8)), k, GO_ON);
            assertEquals(k, boundaries.length - 1);
            if (k >= 4) {
                assertEquals(0.5 * (8 - k), LayeredKMeans.error(values, ones(8), boundaries), 1e-12);
            }
        }
    }

    @Test
    void keepsAllPointsApartWhereTheyFit() {
        assertArrayEquals(
                new int[] {0, 1, 2, 3},
                ScalarKMeans.partition(Points.of(new double[] {-1, 0, 5}, ones(3)), 16, GO_ON));
        assertArrayEquals(new int[] {0}, ScalarKMeans.partition(Points.of(new double[0], new double[1]), 4, GO_ON));
    }

    @Test
    void findsTheRequestedNumberEvenWhereCostsDrownInRounding() {
        double[] values = new double[64];
        Arrays.setAll(values, i -> 1e30 + (i + 1) * 1e15);
        values[63] = 1e38;
        for (int k = 1; k <= 64; k++) {
            assertPartition(ScalarKMeans.partition(Points.of(values.clone(), ones(64)), k, GO_ON), 64, k, "k=" + k);
        }
    }

    @Test
    void stopsWhenTheCheckpointThrows() {
        double[] values = new double[200_000];
        Arrays.setAll(values, i -> i);
        Runnable cancelled = () -> {
            throw new CancellationException();
        };
        Points points = Points.of(values, ones(values.length));
        assertThrows(CancellationException.class, () -> ScalarKMeans.partition(points, 16, cancelled));
    }

    private static void assertPartition(int[] boundaries, int n, int k, String input) {
        assertEquals(Math.min(n, k), boundaries.length - 1, input);
        assertEquals(0, boundaries[0], input);
        assertEquals(n, boundaries[boundaries.length - 1], input);
        for (int c = 1; c < boundaries.length; c++) {
            assertTrue(boundaries[c - 1] < boundaries[c], input);
        }
    }

    private static double[] values(Data data, Random random, int n) {
        TreeSet<Double> values = new TreeSet<>();
        for (int i = 0; i < n; i++) {
            values.add(
                    switch (data) {
                        case RANDOM -> random.nextGaussian();
                        case EQUAL_SPACING -> (double) i;
                        case TWO_HEAPS -> (i % 2) * 1000.0 + i;
                        case FEW_STEPS -> (double) random.nextInt(12) / 8;
                        case POWERS -> Math.scalb(1.0, i - 20);
                        case ONE_FAR_OUTLIER -> i == 0 ? -65504.0 : 0.01 * random.nextGaussian();
                        case FAR_FROM_ZERO -> 1000 + random.nextDouble();
                        case HALVES -> (double) Float.float16ToFloat(
                                Float.floatToFloat16(0.02f * (float) random.nextGaussian()));
                    });
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] ones(int n) {
        double[] weights = new double[n + 1];
        Arrays.fill(weights, 1);
        return weights;
    }

    private static double[] padded(double[] weights) {
        return Arrays.copyOf(weights, weights.length + 1);
    }
}
