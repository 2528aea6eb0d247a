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
 * The file beside an ONNX model that holds its large tensors as floats. ONNX Runtime maps it into memory, so that a
 * model of any size is held once, in pages that the system may drop.
 */
public final class WeightFile implements Closeable {
    /** Places are multiples of this, so that each tensor begins at a page on every platform. */
    private static final int ALIGNMENT = 1 << 16;

    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private long end;

    /** Creates the file, which must not exist. */
    public WeightFile(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    String name() {
        return file.getFileName().toString();
    }

    /** Bytes so far. */
    public long size() {
        return end;
    }

    /** Appends all values and returns where they begin. */
    long append(ValueReader values) throws IOException {
        long start = start();
        float[] floats = new float[CHUNK];
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int n; (n = values.read(floats, 0, CHUNK)) > 0; ) {
            bytes.clear();
            bytes.asFloatBuffer().put(floats, 0, n);
            bytes.limit(n * Float.BYTES);
            while (bytes.hasRemaining()) {
                end += channel.write(bytes, end);
            }
        }
        return start;
    }

    /** Appends a matrix transposed and returns where it begins. A few rows at a time are held in memory. */
    long appendTransposed(ValueReader values) throws IOException {
        int rows = Math.toIntExact(values.shape().dim(0));
        int columns = Math.toIntExact(values.shape().dim(1));
        long start = start();
        int band = Math.max(1, Math.min(rows, (1 << 22) / Math.max(1, columns)));
        float[] floats = new float[Math.multiplyExact(band, columns)];
        ByteBuffer column = ByteBuffer.allocate(band * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row += band) {
            int n = Math.min(band, rows - row);
            read(values, floats, n * columns);
            for (int c = 0; c < columns; c++) {
                column.clear();
                for (int r = 0; r < n; r++) {
                    column.putFloat(floats[r * columns + c]);
                }
                column.flip();
                long at = start + ((long) c * rows + row) * Float.BYTES;
                while (column.hasRemaining()) {
                    at += channel.write(column, at);
                }
            }
        }
        end = start + (long) rows * columns * Float.BYTES;
        return start;
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
