package dev.mlrecipe.technique.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Linear codes with a bias against the formulas, one value at a time. */
class BiasQuantizerTest {
    private static final long SEED = Long.getLong("mlrecipe.seed", System.nanoTime());

    /** Three axes, of which the middle one has the channels. */
    private record Case(int outer, int channels, int inner, int bits, boolean symmetric) {
        int size() {
            return outer * channels * inner;
        }
    }

    private static Values values(float[] array) {
        return (from, target, offset, count) -> System.arraycopy(array, (int) from, target, offset, count);
    }

    private static byte[] run(BiasQuantizer quantizer) throws IOException {
        assertTrue(quantizer.fit());
        ByteArrayOutputStream codes = new ByteArrayOutputStream();
        quantizer.codes(codes::write);
        return codes.toByteArray();
    }

    private static BiasQuantizer quantizer(Case c, float[] array, boolean search) {
        return new BiasQuantizer(
                values(array), array.length, c.channels, c.inner, c.bits, c.symmetric, search, () -> {});
    }

    @Test
    void equalsTheFormulas() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 300; round++) {
            boolean symmetric = random.nextBoolean();
            Case c = new Case(
                    1 + random.nextInt(4),
                    1 + random.nextInt(9),
                    1 + random.nextInt(round % 10 == 0 ? 9000 : 20),
                    (symmetric ? 2 : 1) + random.nextInt(symmetric ? 7 : 8),
                    symmetric);
            float[] array = fill(c, random);
            check(c, array, "seed " + SEED + ", round " + round + ", " + c);
        }
    }

    private static float[] fill(Case c, Random random) {
        float[] array = new float[c.size()];
        int kind = random.nextInt(6);
        for (int i = 0; i < array.length; i++) {
            array[i] = switch (kind) {
                case 0 -> (float) random.nextGaussian();
                case 1 -> 0;
                case 2 -> 3.25f;
                case 3 -> random.nextBoolean() ? -0f : Float.MIN_VALUE;
                case 4 -> (float) random.nextGaussian() * 1e-7f;
                default -> random.nextFloat() + 100;
            };
        }
        return array;
    }

    private static void check(Case c, float[] array, String what) throws IOException {
        BiasQuantizer quantizer = quantizer(c, array, false);
        byte[] codes = run(quantizer);
        assertEquals(array.length, codes.length, what);
        int levels = (1 << c.bits) - 1;
        for (int channel = 0; channel < c.channels; channel++) {
            float least = Float.POSITIVE_INFINITY;
            float greatest = Float.NEGATIVE_INFINITY;
            for (int i = 0; i < array.length; i++) {
                if (i / c.inner % c.channels == channel) {
                    least = Math.min(least, array[i]);
                    greatest = Math.max(greatest, array[i]);
                }
            }
            int half = 1 << c.bits - 1;
            float scale = c.symmetric
                    ? Math.max(Math.abs(least), Math.abs(greatest)) / (half - 1)
                    : (greatest - least) / levels;
            float bias = c.symmetric ? -half * scale : least;
            assertEquals(scale, quantizer.scales()[channel], what);
            assertEquals(bias, quantizer.biases()[channel], what);
            for (int i = 0; i < array.length; i++) {
                if (i / c.inner % c.channels == channel) {
                    int code = codes[i] & 0xff;
                    assertTrue(code <= levels, what);
                    // No other code is nearer to the value; that no step is 0 goes without saying.
                    double error = Math.abs((double) scale * code + bias - array[i]);
                    for (int other = c.symmetric ? 1 : 0; scale > 0 && other <= levels; other++) {
                        double theirs = Math.abs((double) scale * other + bias - array[i]);
                        assertTrue(error <= theirs * (1 + 1e-9) + 1e-50, what + ", value " + array[i]);
                    }
                }
            }
        }
    }

    @Test
    void tinyRangesKeepTheirDetail() throws IOException {
        // coremltools makes one value of all that are within 2.55e-4 at eight bits.
        byte[] codes = run(quantizer(new Case(1, 1, 3, 8, false), new float[] {0, 4e-5f, 1e-4f}, false));
        assertArrayEquals(new byte[] {0, 102, (byte) 255}, codes);
    }

    @Test
    void theLargestValuesDoNotOverflow() throws IOException {
        BiasQuantizer quantizer =
                quantizer(new Case(1, 1, 2, 1, false), new float[] {-Float.MAX_VALUE, Float.MAX_VALUE / 2}, false);
        assertArrayEquals(new byte[] {0, 1}, run(quantizer));
        assertTrue(Float.isFinite(quantizer.scales()[0]));
    }

    @Test
    void valuesThatAreNotFiniteAreFound() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertFalse(quantizer(new Case(1, 2, 2, 8, false), new float[] {0, 1, bad, 2}, false).fit());
        }
    }

    @Test
    void aSearchIsNeverWorse() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 30; round++) {
            Case c = new Case(2, 3, 40, 2 + random.nextInt(4), random.nextBoolean());
            float[] array = fill(c, random);
            assertTrue(
                    error(c, array, true) <= error(c, array, false),
                    "seed " + SEED + ", round " + round + ", " + c);
        }
    }

    private static double error(Case c, float[] array, boolean search) throws IOException {
        BiasQuantizer quantizer = quantizer(c, array, search);
        byte[] codes = run(quantizer);
        double sum = 0;
        for (int i = 0; i < array.length; i++) {
            int channel = i / c.inner % c.channels;
            double scale = quantizer.scales()[channel];
            double value = (float) (scale * (codes[i] & 0xff) + quantizer.biases()[channel]);
            sum += (value - array[i]) * (value - array[i]);
        }
        return sum;
    }
}
