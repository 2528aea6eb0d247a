package dev.mlrecipe.technique.kernel;

/**
 * The entries of a table in ascending order, and the nearest entry for any value. Of two different entries at the same
 * distance the one with the lower index is taken.
 */
public final class Codebook {
    private static final int CELLS = 1 << 16;

    /**
     * Key in {@link FloatOrder} of the greatest value for which each entry is taken; no limit for the last one, nor for
     * what fills up to a power of two. Keys, because even a quick compiler chooses between integers without a jump.
     */
    private final int[] limits;
    /** The nearest entry to the least value of each of 65,536 cells of values; empty if not wanted. */
    private final byte[] starts;

    /**
     * @param entries ascending, finite, at most 256; may be empty where no value will be looked up
     * @param many whether very many values will be looked up, so that 64 KiB of help are worth their while
     */
    public Codebook(float[] entries, boolean many) {
        if (entries.length > 256) {
            throw new IllegalArgumentException(entries.length + " entries");
        }
        int size = 1;
        while (size < entries.length) {
            size <<= 1;
        }
        limits = new int[size];
        for (int i = 0; i < size; i++) {
            limits[i] = i + 1 < entries.length
                    ? FloatOrder.key(limit(entries[i], entries[i + 1]))
                    : Integer.MAX_VALUE;
        }
        starts = new byte[many ? CELLS : 0];
        int code = 0;
        for (int cell = 0; cell < starts.length; cell++) {
            code = advance(code, cell - CELLS / 2 << 16);
            starts[cell] = (byte) code;
        }
    }

    private static float limit(float lower, float upper) {
        double middle = ((double) lower + upper) / 2;
        float rounded = (float) middle;
        return rounded > middle ? Math.nextDown(rounded) : rounded;
    }

    /** Index of the nearest entry to the value of a key, which is not before {@code code}. */
    int advance(int code, int key) {
        int nearest = code;
        while (limits[nearest] < key) {
            nearest++;
        }
        return nearest;
    }

    /** Key of the greatest value for which an entry is taken. */
    int limit(int code) {
        return limits[code];
    }

    /** Index of the nearest entry to the value of a key. */
    private static int nearest(int[] limits, int key) {
        int code = 0;
        for (int step = limits.length >> 1; step > 0; step >>= 1) {
            code += limits[code + step - 1] < key ? step : 0;
        }
        return code;
    }

    /** Writes the index of the nearest entry of each value. */
    public void assign(float[] values, int offset, int count, byte[] codes) {
        if (starts.length == 0) {
            int[] bounds = limits;
            for (int i = 0; i < count; i++) {
                codes[i] = (byte) nearest(bounds, FloatOrder.key(values[offset + i]));
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            int key = FloatOrder.key(values[offset + i]);
            codes[i] = (byte) advance(starts[(key >> 16) + CELLS / 2] & 0xff, key);
        }
    }
}
