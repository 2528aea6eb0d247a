package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counting float16 values by their patterns. */
class HalfCountsTest {

    /** Values in ascending order and how often each occurs, both zeros as one. */
    private static void assertPoints(Map<Double, Long> expected, Points points) {
        assertEquals(expected.size(), points.size());
        double[] values = new double[points.size()];
        double[] weights = new double[points.size()];
        for (int i = 0; i < points.size(); i++) {
            values[i] = points.value(i);
            weights[i] = points.weight(i, i + 1);
        }
        assertArrayEquals(expected.keySet().stream().mapToDouble(value -> value).toArray(), values);
        assertArrayEquals(expected.values().stream().mapToDouble(count -> count).toArray(), weights);
    }

    private static Map<Double, Long> reference(short[] halves, int from, int to) {
        Map<Double, Long> counts = new TreeMap<>();
        for (int i = from; i < to; i++) {
            counts.merge(Float.float16ToFloat(halves[i]) + 0.0, 1L, Long::sum);
        }
        return counts;
    }

    /** Finite patterns of all magnitudes; repeated ones and zeros of both signs among them. */
    private static short[] halves(Random random, int count) {
        short[] halves = new short[count];
        for (int i = 0; i < count; i++) {
            int pattern = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(0x7c00);
            halves[i] = (short) (pattern | (random.nextBoolean() ? 0x8000 : 0));
        }
        return halves;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 16, 23, 1000, 40_001})
    void runsOfAnyLengthAreCountedAsOneByOne(int count) {
        long seed = System.nanoTime();
        short[] halves = halves(new Random(seed), count + 5);
        HalfCounts counts = new HalfCounts();
        counts.add(halves, 3, count);
        try {
            assertPoints(reference(halves, 3, 3 + count), counts.points());
        } catch (AssertionError failed) {
            throw new AssertionError("seed " + seed, failed);
        }
    }

    @Test
    void valuesThatAreNotFiniteAreFound() {
        for (int pattern : new int[] {0x7c00, 0xfc00, 0x7e00, 0xffff}) {
            HalfCounts counts = new HalfCounts();
            counts.add(new short[] {0x3c00, 0x7bff, (short) 0xfbff}, 0, 3);
            assertTrue(counts.finite());
            counts.add(new short[] {(short) pattern}, 0, 1);
            assertFalse(counts.finite(), Integer.toHexString(pattern));
        }
    }

    @Test
    void moreValuesThanAnIntCanCount() {
        short[] ones = new short[1 << 24];
        Arrays.fill(ones, (short) 0x3c00);
        ones[5] = (short) 0x8000;
        HalfCounts counts = new HalfCounts();
        int times = 140;
        for (int i = 0; i < times; i++) {
            counts.add(ones, 0, ones.length);
        }
        assertEquals((ones.length - 1L) * times, counts.ofMagnitude(0x3c00));
        assertPoints(new TreeMap<>(Map.of(0.0, (long) times, 1.0, (ones.length - 1L) * times)), counts.points());
        assertTrue(counts.finite());
    }
}
