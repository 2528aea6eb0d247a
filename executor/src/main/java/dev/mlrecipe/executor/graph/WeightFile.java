package dev.mlrecipe.executor.graph;

import dev.mlrecipe.coreml.form.ValueReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file beside an ONNX model that holds its large tensors. ONNX Runtime maps it into memory, so that a
 * model of any size is held once, in pages that the system may drop.
 */
public final class WeightFile implements Closeable {
    /** Places are multiples of this, so that each tensor begins at a page on every platform. */
    private static final int ALIGNMENT = 1 << 16;

    private static final int CHUNK = 1 << 16;

    /** Columns that are transposed at the same time: a line of a processor's cache. */
    private static final int TILE = 16;

    private final Path file;
    private final FileChannel channel;
    private final boolean halves;
    private long end;

    /**
     * Creates the file, which must not exist.
     *
     * @param halves whether float16 constants stay such in it
     */
    public WeightFile(Path file, boolean halves) throws IOException {
        this.file = file;
        this.halves = halves;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    String name() {
        return file.getFileName().toString();
    }

    /** Whether float16 constants stay such. */
    boolean keepsHalves() {
        return halves;
    }

    /** Bytes so far. */
    public long size() {
        return end;
    }

    /** Appends all values and returns where they begin. */
    long append(ValueReader values, boolean halves) throws IOException {
        long start = start();
        int width = width(halves);
        float[] floats = new float[CHUNK];
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int n; (n = values.read(floats, 0, CHUNK)) > 0; ) {
            bytes.clear();
            for (int i = 0; i < n; i++) {
                put(bytes, i * width, floats[i], halves);
            }
            bytes.limit(n * width);
            end = write(bytes, end);
        }
        return start;
    }

    /**
     * Appends the next rows of a matrix transposed and returns where they begin. A few of them at a time are held in
     * memory.
     */
    long appendTransposed(ValueReader values, int rows, boolean halves) throws IOException {
        int columns = Math.toIntExact(values.shape().dim(1));
        long start = start();
        int width = width(halves);
        int band = Math.max(1, Math.min(rows, (1 << 22) / Math.max(1, columns)));
        float[] floats = new float[Math.multiplyExact(band, columns)];
        ByteBuffer tile = ByteBuffer.allocate(TILE * band * width).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row += band) {
            int n = Math.min(band, rows - row);
            read(values, floats, n * columns);
            for (int first = 0; first < columns; first += TILE) {
                int wide = Math.min(TILE, columns - first);
                for (int r = 0; r < n; r++) {
                    for (int c = 0; c < wide; c++) {
                        put(tile, (c * n + r) * width, floats[r * columns + first + c], halves);
                    }
                }
                for (int c = 0; c < wide; c++) {
                    tile.limit((c + 1) * n * width).position(c * n * width);
                    write(tile, start + ((long) (first + c) * rows + row) * width);
                }
                tile.clear();
            }
        }
        end = start + (long) rows * columns * width;
        return start;
    }

    private static int width(boolean halves) {
        return halves ? Short.BYTES : Float.BYTES;
    }

    private static void put(ByteBuffer bytes, int position, float value, boolean half) {
        if (half) {
            bytes.putShort(position, Float.floatToFloat16(value));
        } else {
            bytes.putFloat(position, value);
        }
    }

    /** Writes what is left in a buffer and returns where that ends. */
    private long write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        return at;
    }

    private static void read(ValueReader values, float[] target, int count) throws IOException {
        for (int done = 0; done < count; ) {
            done += values.read(target, done, count - done);
        }
    }

    private long start() {
        end = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return end;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
