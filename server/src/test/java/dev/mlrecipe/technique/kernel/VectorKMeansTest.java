package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class VectorKMeansTest {
    private static final Runnable GO_ON = () -> {};

    @Test
    void findsHeapsThatLieApart() {
        long seed = 3;
        Random random = new Random(seed);
        for (int length : new int[] {1, 2, 3, 5}) {
            for (int k : new int[] {2, 8, 16}) {
                float[] vectors = new float[40 * k * length];
                for (int i = 0; i < 40 * k; i++) {
                    for (int v = 0; v < length; v++) {
                        float center = (i % k) * 10 * (v % 2 == 0 ? 1 : -1);
                        vectors[i * length + v] = center + 0.01f * (float) random.nextGaussian();
                    }
                }
                float[] entries = VectorKMeans.fit(vectors, 40 * k, length, k, GO_ON);
                assertEquals(k * length, entries.length);
                double perElement = error(vectors, entries, length) / vectors.length;
                assertTrue(perElement < 2e-4, "seed " + seed + " k " + k + " length " + length + ": " + perElement);
            }
        }
    }

    @Test
    void comesCloseToTheOptimumOnALine() {
        long seed = 4;
        Random random = new Random(seed);
        for (int k : new int[] {4, 16}) {
            float[] values = new float[2000];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            SortedValues sorted = new SortedValues(values.length);
            sorted.add(values, 0, values.length, 1);
            Points points = sorted.points();
            double least = 0;
            int[] optimal = ScalarKMeans.partition(points, k, GO_ON);
            for (int c = 0; c < k; c++) {
                least += points.cost(optimal[c], optimal[c + 1]);
            }
            double error = error(values, VectorKMeans.fit(values, values.length, 1, k, GO_ON), 1);
            assertTrue(error < 1.05 * least, "seed " + seed + ": " + error + " against " + least);
            assertTrue(error > 0.999999 * least);
        }
    }

    @Test
    void theSizeOfValuesDoesNotMatter() {
        Random random = new Random(5);
        float[] vectors = new float[600];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
        float[] entries = VectorKMeans.fit(vectors, 300, 2, 8, GO_ON);
        for (int exponent : new int[] {-100, 100}) {
            float[] scaled = new float[600];
            float[] expected = new float[entries.length];
            for (int i = 0; i < 600; i++) {
                scaled[i] = Math.scalb(vectors[i], exponent);
            }
            for (int i = 0; i < entries.length; i++) {
                expected[i] = Math.scalb(entries[i], exponent);
            }
            assertArrayEquals(expected, VectorKMeans.fit(scaled, 300, 2, 8, GO_ON));
        }
    }

    @Test
    void entriesThatServeNobodyMoveToTheFarthestVector() {
        VectorSums sums = new VectorSums(new float[] {0, 0, 100, 100}, 2);
        sums.add(new float[] {1, 0, -1, 0, 0, 9}, 0, 3);
        assertArrayEquals(new float[] {0, 3, 0, 9}, sums.means());
        assertEquals(83, sums.error());
    }

    @Test
    void nearestEntryMatchesAPlainSearch() {
        long seed = 6;
        Random random = new Random(seed);
        for (int length : new int[] {1, 2, 3, 4, 7, 16}) {
            for (int size : new int[] {1, 2, 5, 16, 100, 256}) {
                // Small whole numbers: distances are exact, and ties are frequent.
                float[] entries = new float[size * length];
                float[] vectors = new float[50 * length];
                for (int i = 0; i < entries.length; i++) {
                    entries[i] = random.nextInt(9) - 4;
                }
                for (int i = 0; i < vectors.length; i++) {
                    vectors[i] = random.nextInt(9) - 4;
                }
                byte[] codes = new byte[50];
                new VectorCodebook(entries, length).assign(vectors, 50, codes);
                for (int i = 0; i < 50; i++) {
                    assertEquals(plainNearest(entries, length, vectors, i * length), codes[i] & 0xff, "seed " + seed);
                }
            }
        }
    }

    @Test
    void aVectorThatIsAnEntryIsFoundHoweverNearOthersAre() {
        float[] entries = {0, 1, 1e-30f, 1, 2e-30f, 1, 3e-30f, 1};
        byte[] codes = new byte[4];
        new VectorCodebook(entries, 2).assign(entries, 4, codes);
        assertArrayEquals(new byte[] {0, 1, 2, 3}, codes);
    }

    @Test
    void differentVectorsAreFoundAndOrdered() {
        DistinctVectors distinct = new DistinctVectors(2, 4);
        distinct.add(new float[] {2, 1, -1, 5, 0f, 0, 2, 1, -0f, 0, -1, 4}, 0, 6);
        assertFalse(distinct.exceeded());
        assertArrayEquals(new float[] {-1, 4, -1, 5, 0, 0, 2, 1}, distinct.sorted());
        distinct.add(new float[] {3, 3}, 0, 1);
        assertTrue(distinct.exceeded());
        assertEquals(4, distinct.size());
    }

    @Test
    void stopsWhenTheCheckpointThrows() {
        Runnable cancelled = () -> {
            throw new CancellationException();
        };
        assertThrows(CancellationException.class, () -> VectorKMeans.fit(new float[100], 50, 2, 4, cancelled));
    }

    private static double error(float[] vectors, float[] entries, int length) {
        double error = 0;
        for (int i = 0; i < vectors.length; i += length) {
            error += distance(entries, plainNearest(entries, length, vectors, i) * length, vectors, i, length);
        }
        return error;
    }

    private static int plainNearest(float[] entries, int length, float[] vectors, int offset) {
        int best = 0;
        for (int c = 1; c < entries.length / length; c++) {
            if (distance(entries, c * length, vectors, offset, length)
                    < distance(entries, best * length, vectors, offset, length)) {
                best = c;
            }
        }
        return best;
    }

    private static double distance(float[] a, int from, float[] b, int other, int length) {
        double distance = 0;
        for (int v = 0; v < length; v++) {
            distance += ((double) a[from + v] - b[other + v]) * ((double) a[from + v] - b[other + v]);
        }
        return distance;
    }
}
