package dev.mlrecipe.technique.kernel;

import java.io.IOException;

/**
 * The smallest magnitudes of a weight, exactly as many as asked for: all below {@code key}, and the first
 * {@code ties} in row-major order that equal it. A key is the float16 or float32 pattern without sign, which orders
 * magnitudes; infinity is the largest, and NaN is not counted.
 *
 * @param half whether keys are float16 patterns (all values are float16)
 * @param key the largest magnitude among them; -1 for none
 * @param ties how many equal it
 */
public record MagnitudeCut(boolean half, long key, long ties) {
    private static final int CHUNK = 1 << 15;
    private static final int MAGNITUDE = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;

    /** Finds the {@code wanted} smallest; {@code checkCancelled} is called for every chunk and may throw. */
    public static MagnitudeCut of(Values values, long elements, boolean half, long wanted, Runnable checkCancelled)
            throws IOException {
        RadixCut cut = new RadixCut(half ? 15 : 31, wanted);
        float[] chunk = new float[(int) Math.min(CHUNK, elements)];
        int[] keys = new int[chunk.length];
        while (cut.nextPass()) {
            for (long from = 0; from < elements; from += chunk.length) {
                checkCancelled.run();
                int n = (int) Math.min(chunk.length, elements - from);
                values.read(from, chunk, 0, n);
                count(chunk, n, half, keys, cut);
            }
        }
        return new MagnitudeCut(half, cut.key(), cut.ties());
    }

    private static void count(float[] values, int n, boolean half, int[] keys, RadixCut cut) {
        int numbers = 0;
        for (int i = 0; i < n; i++) {
            int bits = Float.floatToRawIntBits(values[i]) & MAGNITUDE;
            keys[numbers] = half ? Float.floatToFloat16(values[i]) & 0x7fff : bits;
            numbers += bits <= INFINITY ? 1 : 0;
        }
        cut.add(keys, numbers);
    }

    /** Keeps everything else. */
    public Keeper keeper() {
        if (key < 0) {
            return Keeper.above(0, 0);
        }
        return Keeper.above(half ? Float.float16ToFloat((short) key) : Float.intBitsToFloat((int) key), ties);
    }
}
