package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Loops against plain ones, often enough that the compiled loops are what is tested. */
class AffineLoopsTest {
    private static final int ROUNDS = 3000;
    private static final int LENGTH = 1000;

    @Test
    void halfRangesAreThoseOfAllBitPatterns() {
        long seed = Long.getLong("mlrecipe.seed", System.nanoTime());
        System.out.println("AffineLoopsTest.halfRangesAreThoseOfAllBitPatterns: -Dmlrecipe.seed=" + seed);
        Random random = new Random(seed);
        float[] x = new float[LENGTH];
        for (int round = 0; round < ROUNDS; round++) {
            // Positive patterns below this: from subnormal numbers alone to all finite ones.
            int patterns = 1 + random.nextInt(round % 2 == 0 ? 0x7c00 : 0x5900);
            int at = random.nextInt(LENGTH);
            int n = random.nextInt(LENGTH - at + 1);
            float before = half(random.nextInt(patterns));
            float low = Math.min(0, -before);
            float high = before;
            for (int i = at; i < at + n; i++) {
                x[i] = half(random.nextInt(patterns) | random.nextInt(2) << 15);
                low = Math.min(low, x[i]);
                high = Math.max(high, x[i]);
            }
            checkRange(low, high, x, at, n, before);
        }
    }

    @Test
    void halfRangesAroundTheLargestThatIsCounted() {
        for (float magnitude : new float[] {127.9375f, 128, 128.125f, 65504, Float.POSITIVE_INFINITY}) {
            checkRange(0, magnitude, new float[] {1, magnitude, -0f}, 0, 3, 0);
            checkRange(-magnitude, 2, new float[] {1, -magnitude, 2}, 0, 3, 0);
            checkRange(-magnitude, magnitude, new float[] {1, -1}, 0, 2, magnitude);
        }
    }

    /** @param before the range to extend reaches from minus this to this */
    private static void checkRange(float low, float high, float[] x, int at, int n, float before) {
        float[] lows = {7, 0 - before};
        float[] highs = {7, before};
        AffineLoops.halfRange(x, at, n, lows, highs, 1);
        assertArrayEquals(new float[] {7, 0 + low}, lows);
        assertArrayEquals(new float[] {7, 0 + high}, highs);
    }

    private static float half(int bits) {
        return Float.float16ToFloat((short) bits);
    }

    @Test
    void codesOfAllTypesBecomeTheirBytes() {
        int[] codes = new int[LENGTH];
        byte[] bytes = new byte[LENGTH];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < LENGTH; i++) {
                codes[i] = (i + round) % 384 - 128;
            }
            int from = round % 17;
            bytes[from] = 77;
            AffineLoops.narrow(codes, bytes, from + 1, LENGTH - from - 1);
            assertEquals(77, bytes[from]);
            for (int i = from + 1; i < LENGTH; i++) {
                assertEquals((byte) codes[i], bytes[i]);
            }
        }
    }
}
