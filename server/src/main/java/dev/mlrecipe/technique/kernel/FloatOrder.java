package dev.mlrecipe.technique.kernel;

/** Integers that order like floats: {@code a < b} exactly where {@code key(a) < key(b)}, and −0 has the key of 0. */
public final class FloatOrder {
    private FloatOrder() {}

    /** The key of a value; those of NaN lie outside of all others. */
    public static int key(float value) {
        return flip(Float.floatToRawIntBits(value + 0f));
    }

    /** The value of a key. */
    public static float value(int key) {
        return Float.intBitsToFloat(flip(key));
    }

    /** Reverses the order of the negative patterns; its own inverse. */
    private static int flip(int bits) {
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
}
