package dev.mlrecipe.technique.palettize;

import java.util.SplittableRandom;

/**
 * The vectors of a group, or, of more than half a million elements, an evenly drawn part of them (reservoir sampling,
 * Vitter 1985, with a fixed seed).
 */
final class VectorSample {
    /** Elements that are kept at most. */
    static final int CAPACITY = 1 << 19;

    private final int length;
    private final float[] kept;
    private final int limit;
    private final SplittableRandom random = new SplittableRandom(1);
    private long seen;

    /**
     * @param length elements of a vector
     * @param elements how many elements there will be at most
     */
    VectorSample(int length, long elements) {
        this.length = length;
        this.limit = (int) (Math.min(CAPACITY, elements) / length);
        this.kept = new float[limit * length];
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
