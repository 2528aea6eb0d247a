package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/**
 * Finds the k-th smallest of many keys without storing them: 16 bits per pass, from the top, each pass counting keys
 * that agree with what is known. The caller shows all keys once per pass:
 *
 * <pre>
 * while (cut.nextPass()) {
 *     for each key: cut.add(key); // or many at once
 * }
 * </pre>
 *
 * <p>Then the {@code wanted} smallest keys are those below {@link #key()} and, in the order of their appearance, the
 * first {@link #ties()} that equal it.
 */
public final class RadixCut {
    private static final int DIGIT = 16;

    private final long[] counts = new long[1 << DIGIT];
    private int shift;
    private int top;
    private long prefix;
    private long wanted;
    private boolean started;

    /**
     * @param bits keys are less than 2^bits; at most 63
     * @param wanted how many keys are wanted; if there are fewer, all of them
     */
    public RadixCut(int bits, long wanted) {
        this.shift = bits;
        this.wanted = wanted;
    }

    /** Ends the pass before, if any, and tells whether another one is needed. */
    public boolean nextPass() {
        if (started) {
            narrow();
            Arrays.fill(counts, 0);
        }
        started = true;
        top = shift;
        shift = Math.max(0, shift - DIGIT);
        return top > 0 && wanted > 0;
    }

    /** Counts a key. */
    public void add(long key) {
        if (key >>> top == prefix) {
            counts[(int) (key >>> shift) & mask()]++;
        }
    }

    /** Counts the first {@code n} keys of an array. */
    public void add(int[] keys, int n) {
        long[] bins = counts;
        int upper = Math.min(top, Integer.SIZE - 1);
        int lower = shift;
        int known = (int) prefix;
        int mask = mask();
        for (int i = 0; i < n; i++) {
            int key = keys[i];
            if (key >>> upper == known) {
                bins[key >>> lower & mask]++;
            }
        }
    }

    private int mask() {
        return (1 << (top - shift)) - 1;
    }

    private void narrow() {
        wanted = Math.min(wanted, Arrays.stream(counts).sum());
        long below = 0;
        int digit = 0;
        int last = mask();
        while (digit < last && below + counts[digit] < wanted) {
            below += counts[digit++];
        }
        prefix = prefix << (top - shift) | digit;
        wanted -= below;
    }

    /** The largest wanted key; -1 if none is wanted. Only after the last pass. */
    public long key() {
        return wanted > 0 ? prefix : -1;
    }

    /** How many keys equal to {@link #key()} are wanted. Only after the last pass. */
    public long ties() {
        return wanted;
    }
}
