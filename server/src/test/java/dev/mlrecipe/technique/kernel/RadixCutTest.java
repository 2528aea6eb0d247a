package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RadixCutTest {

    @Test
    void findsTheKeyThatSortingFinds() {
        Random random = new Random(11);
        for (int bits : new int[] {1, 15, 16, 17, 31, 63}) {
            for (int n : new int[] {1, 2, 100}) {
                long[] keys = new long[n];
                for (int i = 0; i < n; i++) {
                    keys[i] = random.nextLong() >>> (64 - bits);
                    if (i > 0 && random.nextInt(3) == 0) {
                        keys[i] = keys[random.nextInt(i)];
                    }
                }
                for (int wanted = 0; wanted <= n + 1; wanted++) {
                    check(keys, bits, wanted);
                }
            }
        }
    }

    private static void check(long[] keys, int bits, int wanted) {
        RadixCut cut = new RadixCut(bits, wanted);
        while (cut.nextPass()) {
            for (long key : keys) {
                cut.add(key);
            }
        }
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        int found = Math.min(wanted, sorted.length);
        long expected = found == 0 ? -1 : sorted[found - 1];
        long below = Arrays.stream(sorted).filter(key -> key < expected).count();
        assertEquals(expected, cut.key());
        assertEquals(found == 0 ? 0 : found - below, cut.ties());
    }

    @Test
    void withoutKeysNothingIsFound() {
        RadixCut cut = new RadixCut(31, 5);
        while (cut.nextPass()) {}
        assertEquals(-1, cut.key());
    }
}
