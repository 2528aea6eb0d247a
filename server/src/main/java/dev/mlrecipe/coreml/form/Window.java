package dev.mlrecipe.coreml.form;

import java.io.IOException;

/** A part of a parameter tensor (scales, offsets, tables) in memory; small ones whole. */
final class Window {
    private static final int CAPACITY = 1 << 16;
    private static final int MAX_ENTRY = 1 << 24;

    private final Source source;
    private final long entries;
    private final int size;
    private final int capacity;
    private final float[] values;
    private long first;
    private long end;

    /**
     * @param source of the values
     * @param entries how many entries there are
     * @param size values of an entry
     * @throws IOException if one entry alone is unreasonably large
     */
    Window(Source source, long entries, long size) throws IOException {
        if (size > MAX_ENTRY) {
            throw new IOException("a table of " + size + " values is not supported, the limit is " + MAX_ENTRY);
        }
        this.source = source;
        this.entries = entries;
        this.size = (int) size;
        this.capacity = Math.max(1, (int) Math.min(entries, CAPACITY / Math.max(1, size)));
        this.values = new float[capacity * this.size];
    }

    /** The values, valid until the next {@link #locate}. */
    float[] values() {
        return values;
    }

    /** Makes an entry present and returns where in {@link #values} it begins. */
    int locate(long entry) throws IOException {
        if (entry < first || entry >= end) {
            first = entry / capacity * capacity;
            end = Math.min(entries, first + capacity);
            source.read(first * size, values, 0, (int) (end - first) * size);
        }
        return (int) (entry - first) * size;
    }

    /** The value of an entry of one value. */
    float value(long entry) throws IOException {
        return values[locate(entry)];
    }

    /** The first entry behind those that are present. */
    long end() {
        return end;
    }
}
