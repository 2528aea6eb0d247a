package dev.mlrecipe.technique.palettize;

import java.util.SplittableRandom;

/**
 * The vectors of a group, or, of a large one, an evenly drawn part of them (reservoir sampling, Vitter 1985, with a
 * fixed seed).
 */
final class VectorSample {
    private static final int MIN_ELEMENTS = 1 << 14;
    private static final int MAX_ELEMENTS = 1 << 17;
    private static final int VECTORS_PER_ENTRY = 512;

    private final int length;
    private final float[] kept;
    private final int limit;
    private final SplittableRandom random = new SplittableRandom(1);
    private long seen;

    /**
     * @param length elements of a vector
     * @param elements how many elements are kept at most
     */
    VectorSample(int length, long elements) {
        this.length = length;
        this.limit = (int) (elements / length);
        this.kept = new float[limit * length];
    }

    /** How many elements of a group are kept for a table of so many entries. */
    static long elements(int entries, int length, long groupElements) {
        long wanted = (long) VECTORS_PER_ENTRY * entries * length;
        return Math.min(groupElements, Math.max(MIN_ELEMENTS, Math.min(MAX_ELEMENTS, wanted)));
    }

    void add(float[] vectors, int count) {
        for (int i = 0; i < count && limit > 0; i++) {
            long place = seen < limit ? seen : random.nextLong(seen + 1);
            if (place < limit) {
                System.arraycopy(vectors, i * length, kept, (int) place * length, length);
            }
            seen++;
        }
    }

    /** How many vectors were kept. */
    int size() {
        return (int) Math.min(seen, limit);
    }

    /** Whether there were more. */
    boolean isPart() {
        return seen > limit;
    }

    /** The kept vectors one after the other; the array may be longer. */
    float[] vectors() {
        return kept;
    }
}
