package dev.mlrecipe.technique.kernel;

import java.util.Arrays;

/** The different vectors of a group, as long as they are few. −0 counts as 0. */
public final class DistinctVectors {
    private final int length;
    private final int limit;
    /** Vectors in order of appearance. */
    private final float[] vectors;
    /** Open addressing: number of a vector plus one, 0 where free. */
    private final int[] slots;

    private int size;
    private boolean exceeded;

    /**
     * @param length elements of a vector
     * @param limit how many vectors are kept
     */
    public DistinctVectors(int length, int limit) {
        this.length = length;
        this.limit = limit;
        this.vectors = new float[Math.multiplyExact(limit, length)];
        this.slots = new int[Integer.highestOneBit(2 * limit) * 2];
    }

    /** Adds {@code count} vectors that lie one after the other. */
    public void add(float[] values, int offset, int count) {
        for (int i = 0; i < count && !exceeded; i++) {
            int from = offset + i * length;
            int slot = find(values, from);
            if (slots[slot] != 0) {
                continue;
            }
            if (size == limit) {
                exceeded = true;
                return;
            }
            for (int j = 0; j < length; j++) {
                vectors[size * length + j] = values[from + j] + 0f;
            }
            slots[slot] = ++size;
        }
    }

    /** The slot of the vector at {@code from}, or the free one where it belongs. */
    private int find(float[] values, int from) {
        int hash = 0;
        for (int j = 0; j < length; j++) {
            hash = (hash ^ FloatOrder.key(values[from + j])) * 0x9E3779B9;
            hash ^= hash >>> 15;
        }
        int slot = hash & slots.length - 1;
        while (slots[slot] != 0 && !equal((slots[slot] - 1) * length, values, from)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean equal(int known, float[] values, int from) {
        for (int j = 0; j < length; j++) {
            if (vectors[known + j] != values[from + j]) {
                return false;
            }
        }
        return true;
    }

    /** Whether there were more different vectors than the limit. */
    public boolean exceeded() {
        return exceeded;
    }

    /** How many different vectors there were, at most the limit. */
    public int size() {
        return size;
    }

    /** The vectors one after the other, in lexicographic order. */
    public float[] sorted() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Arrays.compare(
                vectors, a * length, (a + 1) * length, vectors, b * length, (b + 1) * length));
        float[] sorted = new float[size * length];
        for (int i = 0; i < size; i++) {
            System.arraycopy(vectors, order[i] * length, sorted, i * length, length);
        }
        return sorted;
    }
}
