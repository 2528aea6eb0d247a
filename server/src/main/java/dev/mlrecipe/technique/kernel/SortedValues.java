package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/** Keeps every value and sorts them: for groups of bounded size, any float values and any weights. */
public final class SortedValues implements ValueGatherer {
    /** The key of the value above the bits of its weight. */
    private final long[] entries;

    private int size;

    /** @param capacity how many values there will be at most */
    public SortedValues(int capacity) {
        entries = new long[capacity];
    }

    @Override
    public void add(float[] values, int offset, int count, double weight) {
        long low = Float.floatToRawIntBits((float) weight) & 0xffffffffL;
        for (int i = offset; i < offset + count; i++) {
            entries[size++] = (long) FloatOrder.key(values[i]) << 32 | low;
        }
    }

    @Override
    public Points points() {
        Arrays.sort(entries, 0, size);
        int n = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || entries[i] >> 32 != entries[i - 1] >> 32) {
                n++;
            }
        }
        double[] values = new double[n];
        double[] weights = new double[n + 1];
        int at = -1;
        for (int i = 0; i < size; i++) {
            int key = (int) (entries[i] >> 32);
            if (i == 0 || key != (int) (entries[i - 1] >> 32)) {
                values[++at] = FloatOrder.value(key);
            }
            weights[at] += Float.intBitsToFloat((int) entries[i]);
        }
        return Points.of(values, weights);
    }
}
