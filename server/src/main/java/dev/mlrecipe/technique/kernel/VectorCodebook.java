package dev.mlrecipe.technique.kernel;

/**
 * Table entries of several elements, and the nearest one to any vector; of two at the same distance the one with the
 * lower index. Not thread safe.
 */
public final class VectorCodebook {
    private final int length;
    private final int size;
    /** A power of two that brings entries near to 1, so that squares neither overflow nor vanish. */
    private final float unit;
    /** Element v of entry c at {@code v * size + c}: distances to all entries are taken side by side. */
    private final float[] columns;

    private final float[] distances;

    /**
     * @param entries one after the other, finite
     * @param length elements of one entry
     */
    public VectorCodebook(float[] entries, int length) {
        this.length = length;
        this.size = entries.length / length;
        this.unit = unit(entries, 0, entries.length);
        this.columns = new float[entries.length];
        for (int c = 0; c < size; c++) {
            for (int v = 0; v < length; v++) {
                columns[v * size + c] = entries[c * length + v] * unit;
            }
        }
        this.distances = new float[size];
    }

    /** The power of two by which the greatest magnitude of some values gets between 1 and 2; 1 if all are 0. */
    static float unit(float[] values, int offset, int count) {
        float greatest = 0;
        for (int i = offset; i < offset + count; i++) {
            greatest = Math.max(greatest, Math.abs(values[i]));
        }
        if (greatest == 0) {
            return 1;
        }
        int exponent = Math.max(-126, Math.min(127, -Math.getExponent(greatest)));
        return Math.scalb(1f, exponent);
    }

    /** Index of the nearest entry; there is at least one. */
    public int nearest(float[] vectors, int offset) {
        float x = vectors[offset] * unit;
        for (int c = 0; c < size; c++) {
            float distance = columns[c] - x;
            distances[c] = distance * distance;
        }
        for (int v = 1; v < length; v++) {
            addColumn(vectors[offset + v] * unit, v * size);
        }
        int nearest = 0;
        float least = distances[0];
        for (int c = 1; c < size; c++) {
            if (distances[c] < least) {
                least = distances[c];
                nearest = c;
            }
        }
        return nearest;
    }

    private void addColumn(float x, int column) {
        for (int c = 0; c < size; c++) {
            float distance = columns[column + c] - x;
            distances[c] += distance * distance;
        }
    }

    /** Writes the index of the nearest entry of each vector. */
    public void assign(float[] vectors, int count, byte[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) nearest(vectors, i * length);
        }
    }
}
