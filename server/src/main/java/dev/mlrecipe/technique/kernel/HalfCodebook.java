package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/** The nearest entry of a table for every float16 value, as {@link Codebook} chooses it: one load each. */
public final class HalfCodebook {
    private static final int PATTERNS = 1 << 16;
    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;

    private final byte[] codes = new byte[PATTERNS];

    /** @param entries ascending, finite, at most 256; may be empty where no value will be looked up */
    public HalfCodebook(float[] entries) {
        Codebook book = new Codebook(entries, false);
        int code = 0;
        for (int from = -INFINITY; from < INFINITY; ) {
            code = book.advance(code, key(from));
            int to = firstAbove(book.limit(code), from);
            // The patterns of negative values fall while values rise.
            Arrays.fill(codes, SIGN - Math.min(to, 0), SIGN - Math.min(from, 0), (byte) code);
            Arrays.fill(codes, Math.max(from, 0), Math.max(to, 0), (byte) code);
            from = to;
        }
    }

    /** Keys of the finite values in ascending order, which are numbered from {@code -INFINITY} to {@code INFINITY - 1}. */
    private static int key(int number) {
        return FloatOrder.key(Float.float16ToFloat((short) (number < 0 ? SIGN - 1 - number : number)));
    }

    /** Number of the first value above a limit that a value with a lower number does not exceed. */
    private static int firstAbove(int limit, int number) {
        int low = number;
        int high = INFINITY;
        while (high - low > 1) {
            int middle = (low + high) >> 1;
            if (key(middle) > limit) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Writes the index of the nearest entry of each value, none of which is NaN or infinite. */
    public void assign(short[] halves, int offset, int count, byte[] target) {
        byte[] table = codes;
        int i = 0;
        // Short runs are over before a compiler that unrolls loops has seen them.
        for (; i < count - 7; i += 8) {
            int at = offset + i;
            target[i] = table[halves[at] & 0xffff];
            target[i + 1] = table[halves[at + 1] & 0xffff];
            target[i + 2] = table[halves[at + 2] & 0xffff];
            target[i + 3] = table[halves[at + 3] & 0xffff];
            target[i + 4] = table[halves[at + 4] & 0xffff];
            target[i + 5] = table[halves[at + 5] & 0xffff];
            target[i + 6] = table[halves[at + 6] & 0xffff];
            target[i + 7] = table[halves[at + 7] & 0xffff];
        }
        for (; i < count; i++) {
            target[i] = table[halves[offset + i] & 0xffff];
        }
    }
}
