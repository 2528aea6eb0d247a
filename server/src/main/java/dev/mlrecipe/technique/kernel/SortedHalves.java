package dev.mlrecipe.technique.kernel;

/**
 * Keeps the patterns of float16 values and sorts them, in two passes over eight bits each: faster than {@link HalfCounts}
 * for groups that are small beside the number of patterns. All values have weight 1.
 */
public final class SortedHalves implements HalfGatherer {
    private static final int DIGITS = 1 << 8;
    private static final int INFINITY = 0x7c00;

    private final short[] halves;
    private int size;

    /** @param capacity how many values there will be at most */
    public SortedHalves(int capacity) {
        halves = new short[capacity];
    }

    @Override
    public void add(short[] values, int offset, int count) {
        System.arraycopy(values, offset, halves, size, count);
        size += count;
    }

    @Override
    public boolean finite() {
        int greatest = 0;
        for (int i = 0; i < size; i++) {
            greatest = Math.max(greatest, halves[i] & Short.MAX_VALUE);
        }
        return greatest < INFINITY;
    }

    @Override
    public Points points() {
        sort();
        short[] keys = halves;
        int n = 0;
        for (int i = 0; i < size; i++) {
            n += i == 0 || merged(keys[i]) != merged(keys[i - 1]) ? 1 : 0;
        }
        double[] values = new double[n];
        double[] weights = new double[n + 1];
        int at = -1;
        for (int i = 0, run; i < size; i += run) {
            int key = merged(keys[i]);
            run = 1;
            while (i + run < size && merged(keys[i + run]) == key) {
                run++;
            }
            values[++at] = Float.float16ToFloat(flip((short) key));
            weights[at] = run;
        }
        return Points.of(values, weights);
    }

    /** Puts numbers that order like the values in place of the patterns, in ascending order. */
    private void sort() {
        int[] low = new int[DIGITS + 1];
        int[] high = new int[DIGITS + 1];
        for (int i = 0; i < size; i++) {
            short key = flip(halves[i]);
            halves[i] = key;
            low[(key & 0xff) + 1]++;
            high[(key >> 8) + DIGITS / 2 + 1]++;
        }
        for (int digit = 0; digit < DIGITS; digit++) {
            low[digit + 1] += low[digit];
            high[digit + 1] += high[digit];
        }
        short[] half = new short[size];
        for (int i = 0; i < size; i++) {
            short key = halves[i];
            half[low[key & 0xff]++] = key;
        }
        for (int i = 0; i < size; i++) {
            short key = half[i];
            halves[high[(key >> 8) + DIGITS / 2]++] = key;
        }
    }

    /** Reverses the order of negative patterns; its own inverse. */
    private static short flip(short bits) {
        return (short) (bits ^ (bits >> 15 & Short.MAX_VALUE));
    }

    /** The same key for −0 and 0. */
    private static int merged(short key) {
        return key == -1 ? 0 : key;
    }
}
