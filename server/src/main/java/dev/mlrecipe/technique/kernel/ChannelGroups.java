package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;

/**
 * Groups of consecutive channels of a weight. Elements with the same other coordinates form one <em>column</em> of a
 * group; the last group of an axis may be shorter. Groups follow each other in row-major order; one group is
 * contiguous: {@code channels} rows of {@link #width()} columns.
 */
public final class ChannelGroups {
    private static final int WINDOW = 1 << 16;

    private final Values values;
    private final int size;
    private final long channels;
    private final long width;
    private final long perAxis;
    private final long count;
    private final int tile;
    private final long elements;
    private final float[] window;
    private long windowStart;
    private long windowEnd;
    private final Runnable checkCancelled;

    /** What is done with columns of a group. */
    public interface Visitor {
        /**
         * Takes {@code columns} columns that begin at column {@code first}; element {@code channel} of column
         * {@code c} is {@code x[at + channel * columns + c]}.
         */
        void columns(long first, int columns, int channels, float[] x, int at);
    }

    /** Groups of {@code size} channels on {@code axis}; {@code checkCancelled} is called often and may throw. */
    public ChannelGroups(Values values, Shape shape, int axis, int size, Runnable checkCancelled) {
        this.values = values;
        this.size = size;
        this.channels = shape.dim(axis);
        this.width = shape.stride(axis);
        this.perAxis = (channels + size - 1) / size;
        this.count = shape.elements() / (channels * width) * perAxis;
        this.tile = (int) Math.max(1, Math.min(width, WINDOW / size));
        this.elements = shape.elements();
        this.window = new float[(int) Math.max(tile * (long) size, Math.min(WINDOW, elements))];
        this.checkCancelled = checkCancelled;
    }

    /** Number of groups. */
    public long count() {
        return count;
    }

    /** Columns of a group. */
    public long width() {
        return width;
    }

    /** Channels of a full group. */
    public int size() {
        return size;
    }

    /** Channels of this group. */
    public int channels(long group) {
        return (int) Math.min(size, channels - group % perAxis * size);
    }

    /** Shows all columns of a group, in order. */
    public void visit(long group, Visitor visitor) throws IOException {
        long start = (group / perAxis * channels + group % perAxis * size) * width;
        int rows = channels(group);
        if (tile == width) {
            visitor.columns(0, tile, rows, window, load(start, rows * tile));
            return;
        }
        for (long first = 0; first < width; first += tile) {
            checkCancelled.run();
            int n = (int) Math.min(tile, width - first);
            for (int row = 0; row < rows; row++) {
                values.read(start + row * width + first, window, row * n, n);
            }
            visitor.columns(first, n, rows, window, 0);
        }
    }

    /** Whole groups are contiguous, so one read serves many of them; tells where in the window the wanted one lies. */
    private int load(long start, int n) throws IOException {
        if (start < windowStart || start + n > windowEnd) {
            checkCancelled.run();
            int count = (int) Math.min(window.length, elements - start);
            values.read(start, window, 0, count);
            windowStart = start;
            windowEnd = start + count;
        }
        return (int) (start - windowStart);
    }
}
