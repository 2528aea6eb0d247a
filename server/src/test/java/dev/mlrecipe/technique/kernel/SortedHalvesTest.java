package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SortedHalvesTest {

    @Test
    void pointsAreTheValuesInAscendingOrderWithTheirCounts() {
        long seed = Long.getLong("mlrecipe.seed", System.nanoTime());
        System.out.println("SortedHalvesTest.pointsAreTheValues: -Dmlrecipe.seed=" + seed);
        Random random = new Random(seed);
        for (int size : new int[] {0, 1, 2, 3, 255, 256, 257, 5000}) {
            for (int patterns : new int[] {1, 3, 300, 0x7c00}) {
                short[] halves = new short[size + 5];
                TreeMap<Float, Integer> expected = new TreeMap<>();
                for (int i = 2; i < size + 2; i++) {
                    halves[i] = (short) (random.nextInt(patterns) | random.nextInt(2) << 15);
                    expected.merge(Float.float16ToFloat(halves[i]) + 0f, 1, Integer::sum);
                }
                SortedHalves sorted = new SortedHalves(size + 1);
                sorted.add(halves, 2, size / 3);
                sorted.add(halves, 2 + size / 3, size - size / 3);
                assertTrue(sorted.finite());
                Points points = sorted.points();
                assertEquals(expected.size(), points.size());
                int at = 0;
                for (Map.Entry<Float, Integer> entry : expected.entrySet()) {
                    assertEquals((double) entry.getKey(), points.value(at), 0);
                    assertEquals((double) entry.getValue(), points.weight(at, at + 1), 0);
                    at++;
                }
            }
        }
    }

    @Test
    void valuesThatAreNotFiniteAreFound() {
        for (int pattern : new int[] {0x7c00, 0xfc00, 0x7e00, 0xffff}) {
            SortedHalves sorted = new SortedHalves(3);
            sorted.add(new short[] {1, (short) pattern, (short) 0x8001}, 0, 3);
            assertFalse(sorted.finite(), Integer.toHexString(pattern));
        }
    }
}
