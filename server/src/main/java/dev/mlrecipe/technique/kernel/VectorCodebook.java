package dev.mlrecipe.technique.kernel;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Table entries of several elements, and the nearest one to any vector; of two at the same distance the one with the
 * lower index.
 *
 * <p>Entries are ordered by the element in which they differ most. A search begins beside the vector's own place in
 * that order and goes outwards on both sides until that element alone is farther away than the best entry so far.
 */
public final class VectorCodebook {
    private final float[] entries;
    private final int length;
    private final int size;
    /** A power of two that brings entries near to 1, so that squares neither overflow nor vanish. */
    private final float unit;
    /** Where the elements of a vector are taken from: the deciding one first. */
    private final int[] source;
    /** Scaled entries in search order, their elements in the order of {@link #source}. */
    private final float[] rows;
    /** Index of each of these entries. */
    private final int[] index;
    /** First entry of each of equal parts of the deciding element's range. */
    private final int[] starts;

    private final float least;
    private final float parts;

    /**
     * @param entries one after the other, finite
     * @param length elements of one entry
     */
    public VectorCodebook(float[] entries, int length) {
        this.entries = entries.clone();
        this.length = length;
        this.size = entries.length / length;
        this.unit = unit(entries, entries.length);
        int deciding = widest(entries, length);
        this.source = IntStream.range(0, length)
                .map(v -> v == 0 ? deciding : v == deciding ? 0 : v)
                .toArray();
        this.index = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> entries[c * length + deciding]))
                .mapToInt(c -> c)
                .toArray();
        this.rows = new float[entries.length];
        for (int c = 0; c < size; c++) {
            for (int v = 0; v < length; v++) {
                rows[c * length + v] = entries[index[c] * length + source[v]] * unit;
            }
        }
        this.starts = new int[4 * size];
        this.least = size == 0 ? 0 : rows[0];
        float range = size == 0 ? 0 : rows[(size - 1) * length] - least;
        this.parts = range > 0 ? starts.length / range : 0;
        int entry = 0;
        for (int part = 0; part < starts.length; part++) {
            while (entry < size - 1 && (rows[entry * length] - least) * parts < part) {
                entry++;
            }
            starts[part] = entry;
        }
    }

    private static int widest(float[] entries, int length) {
        int widest = 0;
        double width = -1;
        for (int v = 0; v < length; v++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int at = v; at < entries.length; at += length) {
                low = Math.min(low, entries[at]);
                high = Math.max(high, entries[at]);
            }
            if (high - low > width) {
                width = high - low;
                widest = v;
            }
        }
        return widest;
    }

    /** The power of two by which the greatest magnitude of some values gets between 1 and 2; 1 if all are 0. */
    static float unit(float[] values, int count) {
        float greatest = 0;
        for (int i = 0; i < count; i++) {
            greatest = Math.max(greatest, Math.abs(values[i]));
        }
        if (greatest == 0) {
            return 1;
        }
        int exponent = Math.max(-126, Math.min(127, -Math.getExponent(greatest)));
        return Math.scalb(1f, exponent);
    }

    /** Index of the nearest entry to the vector at {@code offset}; there is at least one entry. */
    public int nearest(float[] vectors, int offset) {
        float x = vectors[offset + source[0]] * unit;
        int part = Math.max(0, Math.min(starts.length - 1, (int) ((x - least) * parts)));
        int above = starts[part];
        int below = above - 1;
        int nearest = -1;
        float best = Float.POSITIVE_INFINITY;
        while (above < size || below >= 0) {
            if (above < size) {
                float distance = rows[above * length] - x;
                distance *= distance;
                if (distance > best) {
                    // Entries below the vector's own place may still lie ahead, and come nearer first.
                    above = rows[above * length] >= x ? size : above + 1;
                } else {
                    distance = rest(vectors, offset, above, distance);
                    if (distance < best || distance == best && index[above] < nearest) {
                        best = distance;
                        nearest = index[above];
                    }
                    above++;
                }
            }
            if (below >= 0) {
                float distance = rows[below * length] - x;
                distance *= distance;
                if (distance > best) {
                    below = rows[below * length] <= x ? -1 : below - 1;
                } else {
                    distance = rest(vectors, offset, below, distance);
                    if (distance < best || distance == best && index[below] < nearest) {
                        best = distance;
                        nearest = index[below];
                    }
                    below--;
                }
            }
        }
        return best == 0 ? same(vectors, offset, nearest) : Math.max(0, nearest);
    }

    /**
     * The entry that is this very vector, if there is one; else {@code near}, which differs by so little that the
     * square is 0.
     */
    private int same(float[] vectors, int offset, int near) {
        for (int c = isSame(vectors, offset, near) ? near : 0; c < size; c++) {
            if (isSame(vectors, offset, c)) {
                return c;
            }
        }
        return near;
    }

    private boolean isSame(float[] vectors, int offset, int entry) {
        for (int v = 0; v < length; v++) {
            if (entries[entry * length + v] != vectors[offset + v]) {
                return false;
            }
        }
        return true;
    }

    /** Adds the squared distances of the other elements. */
    private float rest(float[] vectors, int offset, int row, float distance) {
        for (int v = 1; v < length; v++) {
            float difference = rows[row * length + v] - vectors[offset + source[v]] * unit;
            distance += difference * difference;
        }
        return distance;
    }

    /** Writes the index of the nearest entry of each vector. */
    public void assign(float[] vectors, int count, byte[] codes) {
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) nearest(vectors, i * length);
        }
    }
}
