package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Looking up in both ways, and by pattern, against trying all entries. */
class CodebookTest {
    private static final int INFINITY = 0x7c00;

    @Test
    void everyFloat16ValueGetsItsNearestEntry() {
        long seed = Long.getLong("mlrecipe.seed", System.nanoTime());
        System.out.println("CodebookTest.everyFloat16ValueGetsItsNearestEntry: -Dmlrecipe.seed=" + seed);
        Random random = new Random(seed);
        short[] halves = finite();
        float[] values = new float[halves.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.float16ToFloat(halves[i]);
        }
        for (int size : new int[] {1, 2, 3, 4, 15, 16, 64, 255, 256}) {
            for (float spread : new float[] {0x1p-22f, 0.02f, 3e4f}) {
                float[] entries = ascending(size, spread, random);
                check(entries, halves, values);
            }
        }
        check(new float[] {-65504, 65504}, halves, values);
        check(new float[] {-0f, 0x1p-24f}, halves, values);
        check(new float[] {0.5f, 0.5f, 0.5f, 2}, halves, values);
    }

    private static float[] ascending(int size, float spread, Random random) {
        float[] entries = new float[size];
        for (int i = 0; i < size; i++) {
            entries[i] = Float.float16ToFloat(Float.floatToFloat16((float) random.nextGaussian() * spread / 4));
        }
        Arrays.sort(entries);
        return entries;
    }

    private static short[] finite() {
        short[] halves = new short[2 * INFINITY];
        for (int i = 0; i < INFINITY; i++) {
            halves[i] = (short) i;
            halves[INFINITY + i] = (short) (i | 0x8000);
        }
        return halves;
    }

    private static void check(float[] entries, short[] halves, float[] values) {
        int n = halves.length;
        byte[] byPattern = new byte[n - 3];
        byte[] bySearch = new byte[n - 3];
        byte[] byCell = new byte[n - 3];
        new HalfCodebook(entries).assign(halves, 3, n - 3, byPattern);
        new Codebook(entries, false).assign(values, 3, n - 3, bySearch);
        new Codebook(entries, true).assign(values, 3, n - 3, byCell);
        for (int i = 3; i < n; i++) {
            float value = values[i];
            int nearest = nearest(entries, value);
            assertEquals(nearest, byPattern[i - 3] & 0xff, () -> "pattern of " + value + Arrays.toString(entries));
            assertEquals(nearest, bySearch[i - 3] & 0xff, () -> "search for " + value + Arrays.toString(entries));
            assertEquals(nearest, byCell[i - 3] & 0xff, () -> "cell of " + value + Arrays.toString(entries));
        }
    }

    /** Of two different entries at the same distance the first, of equal ones the last below the value or the first. */
    private static int nearest(float[] entries, float value) {
        int nearest = 0;
        for (int i = 1; i < entries.length; i++) {
            double former = Math.abs((double) value - entries[nearest]);
            double distance = Math.abs((double) value - entries[i]);
            boolean twin = entries[i] == entries[nearest] && value > entries[i];
            if (distance < former || twin) {
                nearest = i;
            }
        }
        return nearest;
    }
}
