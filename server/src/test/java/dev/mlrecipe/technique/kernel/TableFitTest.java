package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TableFitTest {
    private static final Runnable GO_ON = () -> {};
    private static final DoubleUnaryOperator HALF =
            value -> Float.float16ToFloat(Float.floatToFloat16((float) value));
    private static final float[] BOUNDARIES = {
        0f, -0f, 65504f, -65504f, 0x1p-24f, -0x1p-24f, 0x1p-14f, 1f, Math.nextUp(1f), 65472f
    };

    @Test
    void allGatherersSeeTheSamePoints() {
        long seed = 41;
        Random random = new Random(seed);
        for (int n : new int[] {1, 2, 3, 17, 255, 1000}) {
            float[] values = halves(random, n);
            HalfCounts counted = new HalfCounts();
            SortedValues sorted = new SortedValues(n);
            ValueBins binned = new ValueBins(least(values), greatest(values));
            for (int from = 0; from < n; from += 7) {
                int count = Math.min(7, n - from);
                counted.add(values, from, count, 1);
                sorted.add(values, from, count, 1);
                binned.add(values, from, count, 1);
            }
            Points a = counted.points();
            Points b = sorted.points();
            Points c = binned.points();
            assertEquals(a.size(), b.size());
            for (int i = 0; i < a.size(); i++) {
                assertEquals(a.value(i), b.value(i));
                assertEquals(a.weight(i, i + 1), b.weight(i, i + 1));
            }
            assertEquals(a.cost(0, a.size()), c.cost(0, c.size()), 1e-12 * a.cost(0, a.size()), "seed " + seed);
            assertEquals(a.mean(0, a.size()), c.mean(0, c.size()), 1e-9);
            assertEquals(a.least(), c.least());
            assertEquals(a.greatest(), c.greatest());
        }
    }

    @Test
    void negativeZeroIsZero() {
        SortedValues sorted = new SortedValues(2);
        sorted.add(new float[] {0f, -0f}, 0, 2, 1);
        assertEquals(1, sorted.points().size());
        HalfCounts counted = new HalfCounts();
        counted.add(new float[] {0f, -0f}, 0, 2, 1);
        assertEquals(1, counted.points().size());
    }

    @Test
    void fewerValuesThanEntriesAreKeptExactly() {
        Points points = points(new float[] {3, 1, 2, 2, 1});
        double[] entries = TableFit.kmeans(points, 16, HALF, GO_ON);
        assertArrayEquals(new double[] {1, 2, 3}, entries);
        assertEquals(0, points.error(entries));
    }

    @Test
    void roundedTablesAreNoWorseThanRoundedOptimalMeans() {
        long seed = 5;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            float[] values = halves(random, 300);
            Points points = points(values);
            for (int size : new int[] {2, 4, 8, 16, 64}) {
                double[] entries = TableFit.kmeans(points, size, HALF, GO_ON);
                assertTrue(entries.length <= size);
                int[] optimal = ScalarKMeans.partition(points, size, GO_ON);
                double plain = 0;
                for (int c = 0; c + 1 < optimal.length; c++) {
                    double mean = HALF.applyAsDouble(points.mean(optimal[c], optimal[c + 1]));
                    plain += points.error(optimal[c], optimal[c + 1], mean);
                }
                double error = points.error(entries);
                double bound = plain;
                assertTrue(error <= bound * (1 + 1e-12), () -> "seed " + seed + ": " + error + " > " + bound);
                assertEquals(naiveError(values, entries), error, 1e-13 * points.cost(0, points.size()));
                for (int i = 0; i < entries.length; i++) {
                    assertEquals(HALF.applyAsDouble(entries[i]), entries[i], "stored exactly");
                    assertTrue(i == 0 || entries[i - 1] < entries[i], "ascending, all different");
                }
            }
        }
    }

    @Test
    void uniformEntriesSpanTheValues() {
        Points points = points(new float[] {-1f, -0.5f, 0.5f, 2f});
        assertArrayEquals(new double[] {-1, 0, 1, 2}, TableFit.uniform(points, 4, HALF));
        assertArrayEquals(new double[] {7, 7, 7, 7}, TableFit.uniform(points(new float[] {7, 7}), 4, HALF));
        assertArrayEquals(new double[0], TableFit.uniform(points(new float[0]), 4, HALF));
    }

    @Test
    void uniformTablesOfTheWidestRangeStayFinite() {
        // Taken in float16 the range of these overflows to infinity.
        double[] entries = TableFit.uniform(points(new float[] {-65504, 0, 65504}), 16, HALF);
        assertTrue(Arrays.stream(entries).allMatch(Double::isFinite));
        assertEquals(65504, entries[15]);
    }

    @Test
    void uniformIsNoWorseThanRoundingTheSpacingFirst() {
        Random random = new Random(6);
        for (int round = 0; round < 200; round++) {
            Points points = points(halves(random, 50));
            double least = points.least();
            double spacing = HALF.applyAsDouble((points.greatest() - least) / 15);
            double[] theirs = new double[16];
            Arrays.setAll(theirs, i -> HALF.applyAsDouble(least + spacing * i));
            if (Arrays.stream(theirs).allMatch(Double::isFinite)) {
                assertTrue(points.error(TableFit.uniform(points, 16, HALF)) <= points.error(theirs));
            }
        }
    }

    @Test
    void nearestEntryMatchesAPlainSearch() {
        long seed = 77;
        Random random = new Random(seed);
        for (int size : new int[] {1, 2, 3, 4, 5, 16, 63, 64, 200, 256}) {
            TreeSet<Float> distinct = new TreeSet<>();
            while (distinct.size() < size) {
                distinct.add(random.nextInt(5) == 0
                        ? BOUNDARIES[random.nextInt(BOUNDARIES.length)] + 0f
                        : random.nextFloat() * 4 - 2);
            }
            float[] entries = new float[size];
            for (int i = 0; i < size; i++) {
                entries[i] = distinct.pollFirst();
            }
            float[] values = halves(random, 500);
            for (int i = 0; i + 1 < size && i < 100; i++) {
                values[i] = (entries[i] + entries[i + 1]) / 2;
            }
            for (boolean many : new boolean[] {false, true}) {
                byte[] codes = new byte[values.length];
                new Codebook(entries, many).assign(values, 0, values.length, codes);
                for (int i = 0; i < values.length; i++) {
                    assertEquals(plainNearest(entries, values[i]), codes[i] & 0xff, "seed " + seed);
                }
            }
        }
    }

    private static int plainNearest(float[] entries, float value) {
        int best = 0;
        for (int i = 1; i < entries.length; i++) {
            double mine = Math.abs((double) entries[i] - value);
            if (mine < Math.abs((double) entries[best] - value)) {
                best = i;
            }
        }
        return best;
    }

    private static double naiveError(float[] values, double[] entries) {
        double error = 0;
        for (float value : values) {
            double nearest = Double.POSITIVE_INFINITY;
            for (double entry : entries) {
                nearest = Math.min(nearest, (entry - value) * (entry - value));
            }
            error += nearest;
        }
        return error;
    }

    private static Points points(float[] values) {
        SortedValues sorted = new SortedValues(values.length);
        sorted.add(values, 0, values.length, 1);
        return sorted.points();
    }

    private static float[] halves(Random random, int n) {
        float scale = new float[] {1e-6f, 0.02f, 3f, 20_000f}[random.nextInt(4)];
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            float value = random.nextInt(20) == 0
                    ? BOUNDARIES[random.nextInt(BOUNDARIES.length)]
                    : Math.max(-65504, Math.min(65504, scale * (float) random.nextGaussian()));
            values[i] = Float.float16ToFloat(Float.floatToFloat16(value));
        }
        return values;
    }

    private static int least(float[] values) {
        int key = Integer.MAX_VALUE;
        for (float value : values) {
            key = Math.min(key, FloatOrder.key(value));
        }
        return key;
    }

    private static int greatest(float[] values) {
        int key = Integer.MIN_VALUE;
        for (float value : values) {
            key = Math.max(key, FloatOrder.key(value));
        }
        return key;
    }
}
