package dev.mlrecipe.technique.kernel;

/**
 * The inner loops of linear quantization. A code is {@code clip(rint(x / scale) + zero)}, rounding half to even; its
 * value is {@code (code - zero) * scale}.
 *
 * <p>The loops are written so that the just-in-time compiler turns them into vector instructions: one index for all
 * arrays, integers for clipping, and rounding by adding {@code 1.5 * 2^23}, after which a float's last bit counts ones.
 */
public final class AffineLoops {
    /** x + ROUND - ROUND rounds half to even for |x| <= 2^22. */
    private static final float ROUND = 0x1.8p23f;
    /** All finite float16 values, times this, are whole numbers. */
    private static final float HALF_UNITS = 0x1p24f;

    private AffineLoops() {}

    /**
     * Extends the range {@code low[block] .. high[block]}, which holds 0, by {@code n} values; NaN makes one of them
     * NaN. Most values are nearer to 0 than both its ends, which one comparison tells.
     */
    public static void range(float[] x, int at, int n, float[] low, float[] high, int block) {
        float lo = low[block];
        float hi = high[block];
        float inner = Math.min(hi, -lo);
        for (int i = at; i < at + n; i++) {
            float v = x[i];
            if (!(Math.abs(v) <= inner)) {
                if (!(v >= lo)) {
                    lo = lo == lo ? v : lo;
                    inner = Math.min(hi, -lo);
                } else if (v > hi) {
                    hi = v;
                    inner = Math.min(hi, -lo);
                }
            }
        }
        low[block] = lo;
        high[block] = hi;
    }

    /**
     * As {@link #range} for float16 values, but NaN counts as 0. Compilers compare many ints at a time, not many
     * floats, so values are counted in units of the smallest one: below 128 that is exact, and larger ones saturate.
     */
    public static void halfRange(float[] x, int at, int n, float[] low, float[] high, int block) {
        int lo = (int) (low[block] * HALF_UNITS);
        int hi = (int) (high[block] * HALF_UNITS);
        for (int i = at; i < at + n; i++) {
            int units = (int) (x[i] * HALF_UNITS);
            lo = Math.min(lo, units);
            hi = Math.max(hi, units);
        }
        if (lo == Integer.MIN_VALUE || hi == Integer.MAX_VALUE) {
            range(x, at, n, low, high, block);
        } else {
            low[block] = lo / HALF_UNITS;
            high[block] = hi / HALF_UNITS;
        }
    }

    /** As {@link #range} without branches, for short runs: where these have their extremes is hard to predict. */
    public static void shortRange(float[] x, int at, int n, float[] low, float[] high, int block) {
        int lo = FloatOrder.key(low[block]);
        int hi = FloatOrder.key(high[block]);
        for (int i = at; i < at + n; i++) {
            int key = FloatOrder.key(x[i]);
            lo = Math.min(lo, key);
            hi = Math.max(hi, key);
        }
        low[block] = FloatOrder.value(lo);
        high[block] = FloatOrder.value(hi);
    }

    /**
     * As {@link #range}, for neighbouring values of neighbouring blocks.
     *
     * @return whether no value is NaN
     */
    public static boolean rangeColumns(float[] x, int at, int n, float[] low, float[] high, int block) {
        boolean numbers = true;
        for (int i = 0; i < n; i++) {
            float v = x[at + i];
            if (!(v >= low[block + i])) {
                numbers &= v < low[block + i];
                low[block + i] = v;
            } else if (v > high[block + i]) {
                high[block + i] = v;
            }
        }
        return numbers;
    }

    /**
     * Codes of {@code n} float16 values with a float16 scale, and what a device makes of the codes. Single precision is
     * exact for the codes: a quotient of two 11-bit significands that is no tie differs from the tie by more than half
     * a unit in the last place of a float.
     *
     * @return how many results are zero
     */
    public static int halfCodes(
            float[] x, int at, int n, float scale, int zero, int min, int max, int[] codes, float[] results) {
        int others = 0;
        for (int i = at; i < at + n; i++) {
            int code = Math.min(Math.max((int) (x[i] / scale + ROUND - ROUND) + zero, min), max);
            codes[i] = code;
            results[i] = half((code - zero) * scale);
            others += oneUnlessZero(code - zero);
        }
        return n - others;
    }

    /** The same where every value has a scale and a zero point of its own. */
    public static int halfCodes(
            float[] x, int at, int n, float[] scale, int[] zero, int min, int max, int[] codes, float[] results) {
        int others = 0;
        for (int i = at; i < at + n; i++) {
            int code = Math.min(Math.max((int) (x[i] / scale[i] + ROUND - ROUND) + zero[i], min), max);
            codes[i] = code;
            results[i] = half((code - zero[i]) * scale[i]);
            others += oneUnlessZero(code - zero[i]);
        }
        return n - others;
    }

    private static int oneUnlessZero(int value) {
        return (value | -value) >>> 31;
    }

    private static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }

    /** As {@link #halfCodes} for float32; the quotient is computed in double, which is exact in the same sense. */
    public static int singleCodes(
            float[] x, int at, int n, float scale, int zero, int min, int max, int[] codes, float[] results) {
        int others = 0;
        double divisor = scale;
        for (int i = at; i < at + n; i++) {
            int code = Math.min(Math.max((int) Math.rint(x[i] / divisor) + zero, min), max);
            codes[i] = code;
            results[i] = (code - zero) * scale;
            others += oneUnlessZero(code - zero);
        }
        return n - others;
    }

    /** The same where every value has a scale and a zero point of its own. */
    public static int singleCodes(
            float[] x, int at, int n, float[] scale, int[] zero, int min, int max, int[] codes, float[] results) {
        int others = 0;
        for (int i = at; i < at + n; i++) {
            int code = Math.min(Math.max((int) Math.rint(x[i] / (double) scale[i]) + zero[i], min), max);
            codes[i] = code;
            results[i] = (code - zero[i]) * scale[i];
            others += oneUnlessZero(code - zero[i]);
        }
        return n - others;
    }

    /** The squared errors of {@code n} results, four at a time because each addition waits for the one before it. */
    public static double error(float[] x, float[] results, int at, int n) {
        double total = 0;
        int i = at;
        for (; i <= at + n - 4; i += 4) {
            double e0 = (double) x[i] - results[i];
            double e1 = (double) x[i + 1] - results[i + 1];
            double e2 = (double) x[i + 2] - results[i + 2];
            double e3 = (double) x[i + 3] - results[i + 3];
            total += e0 * e0 + e1 * e1 + (e2 * e2 + e3 * e3);
        }
        for (; i < at + n; i++) {
            double e = (double) x[i] - results[i];
            total += e * e;
        }
        return total;
    }

    /** As {@link #error}, for neighbouring values of neighbouring blocks. */
    public static void errorColumns(float[] x, float[] results, int at, int n, int block, double[] sum) {
        int shift = block - at;
        for (int i = at; i < at + n; i++) {
            double e = (double) x[i] - results[i];
            sum[i + shift] += e * e;
        }
    }

    /** Narrows codes to one byte each; by way of floats because compilers turn many of those into bytes at a time. */
    public static void narrow(int[] codes, byte[] target, int at, int n) {
        for (int i = at; i < at + n; i++) {
            target[i] = (byte) (int) (float) codes[i];
        }
    }
}
