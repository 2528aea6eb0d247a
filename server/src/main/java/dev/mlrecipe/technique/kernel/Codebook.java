package dev.mlrecipe.technique.kernel;

/**
 * The entries of a table in ascending order, and the nearest entry for any value. Of two different entries at the same
 * distance the one with the lower index is taken.
 */
public final class Codebook {
    private final float[] entries;
    /** Greatest float for which each entry but the last is taken, filled up to a power of two less one. */
    private final float[] limits;

    /** @param entries ascending, finite, at most 256; may be empty where no value will be looked up */
    public Codebook(float[] entries) {
        if (entries.length > 256) {
            throw new IllegalArgumentException(entries.length + " entries");
        }
        this.entries = entries.clone();
        int size = 1;
        while (size < entries.length) {
            size <<= 1;
        }
        limits = new float[size - 1];
        for (int i = 0; i < limits.length; i++) {
            limits[i] = i + 1 < entries.length ? limit(entries[i], entries[i + 1]) : Float.POSITIVE_INFINITY;
        }
    }

    private static float limit(float lower, float upper) {
        double middle = ((double) lower + upper) / 2;
        float rounded = (float) middle;
        return rounded > middle ? Math.nextDown(rounded) : rounded;
    }

    public int size() {
        return entries.length;
    }

    public float entry(int code) {
        return entries[code];
    }

    /** Index of the nearest entry. */
    public int nearest(float value) {
        int code = 0;
        for (int step = limits.length + 1 >> 1; step > 0; step >>= 1) {
            code += limits[code + step - 1] < value ? step : 0;
        }
        return code;
    }

    /** Writes the index of the nearest entry of each value. */
    public void assign(float[] values, int offset, int count, byte[] codes, int codeOffset) {
        for (int i = 0; i < count; i++) {
            codes[codeOffset + i] = (byte) nearest(values[offset + i]);
        }
    }
}
