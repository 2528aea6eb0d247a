package dev.mlrecipe.coreml.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/** What writers share: counting, rounding and packing into a fixed buffer that is passed on whenever it is full. */
abstract class PackingWriter implements TensorWriter {
    private static final int BUFFER_BYTES = 1 << 16;

    private final DataType type;
    private final Shape shape;
    private final byte[] buffer;
    private final ByteBuffer view;
    private final BitPacking packing;
    private final byte[] partial = new byte[BitPacking.GROUP];
    private int partialCodes;
    private int used;
    private long written;
    private boolean closed;

    PackingWriter(DataType type, Shape shape) {
        this.type = type;
        this.shape = shape;
        this.packing = type.bits() < 8 ? new BitPacking(type) : null;
        this.buffer = new byte[BUFFER_BYTES + BitPacking.SLACK];
        this.view = ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Takes the next {@code length} bytes of the tensor; the array is reused afterwards. */
    abstract void append(byte[] bytes, int length) throws IOException;

    /** Everything that was appended. */
    abstract Bytes content() throws IOException;

    @Override
    public final void writeCodes(byte[] codes, int offset, int count) throws IOException {
        if (type.isFloat() || type.bits() > 8) {
            throw new IllegalStateException("codes written to a " + type.word() + " tensor");
        }
        count(codes.length, offset, count);
        if (packing == null) {
            writeBytes(codes, offset, count);
        } else {
            writePacked(codes, offset, count);
        }
    }

    @Override
    public final void writeFloats(float[] values, int offset, int count) throws IOException {
        if (type != DataType.FLOAT16 && type != DataType.FLOAT32) {
            throw new IllegalStateException("floats written to a " + type.word() + " tensor");
        }
        count(values.length, offset, count);
        int size = type.bits() / 8;
        for (int done = 0; done < count; ) {
            makeRoom(size);
            int n = Math.min((BUFFER_BYTES - used) / size, count - done);
            if (type == DataType.FLOAT32) {
                view.slice(used, n * size).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, offset + done, n);
            } else {
                for (int i = 0; i < n; i++) {
                    view.putShort(used + 2 * i, Float.floatToFloat16(values[offset + done + i]));
                }
            }
            used += n * size;
            done += n;
        }
    }

    @Override
    public final void writeHalves(short[] halves, int offset, int count) throws IOException {
        if (type != DataType.FLOAT16) {
            throw new IllegalStateException("float16 elements written to a " + type.word() + " tensor");
        }
        count(halves.length, offset, count);
        for (int done = 0; done < count; ) {
            makeRoom(Short.BYTES);
            int n = Math.min((BUFFER_BYTES - used) / Short.BYTES, count - done);
            view.slice(used, n * Short.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .put(halves, offset + done, n);
            used += n * Short.BYTES;
            done += n;
        }
    }

    @Override
    public final Tensor finish() throws IOException {
        checkOpen();
        if (written != shape.elements()) {
            throw new IllegalStateException(written + " of " + shape.elements() + " elements written to " + shape);
        }
        if (partialCodes > 0) {
            Arrays.fill(partial, partialCodes, partial.length, (byte) 0);
            makeRoom(type.bits());
            packing.pack(partial, 0, buffer, used, 1);
            used += (partialCodes * type.bits() + 7) / 8;
            partialCodes = 0;
        }
        flush();
        closed = true;
        return new Tensor(type, shape, content());
    }

    @Override
    public void close() throws IOException {
        closed = true;
    }

    private void count(int length, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, length);
        checkOpen();
        if (count > shape.elements() - written) {
            throw new IllegalStateException(
                    (written + count) + " elements written to " + shape + " with " + shape.elements());
        }
        written += count;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the writer is closed");
        }
    }

    private void writeBytes(byte[] bytes, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            makeRoom(1);
            int n = Math.min(BUFFER_BYTES - used, count - done);
            System.arraycopy(bytes, offset + done, buffer, used, n);
            used += n;
            done += n;
        }
    }

    private void writePacked(byte[] codes, int offset, int count) throws IOException {
        int width = type.bits();
        int done = 0;
        if (partialCodes > 0) {
            done = Math.min(count, BitPacking.GROUP - partialCodes);
            System.arraycopy(codes, offset, partial, partialCodes, done);
            partialCodes += done;
            if (partialCodes < BitPacking.GROUP) {
                return;
            }
            makeRoom(width);
            packing.pack(partial, 0, buffer, used, 1);
            used += width;
            partialCodes = 0;
        }
        while (count - done >= BitPacking.GROUP) {
            makeRoom(width);
            int groups = Math.min((BUFFER_BYTES - used) / width, (count - done) / BitPacking.GROUP);
            packing.pack(codes, offset + done, buffer, used, groups);
            used += groups * width;
            done += groups * BitPacking.GROUP;
        }
        partialCodes = count - done;
        System.arraycopy(codes, offset + done, partial, 0, partialCodes);
    }

    private void makeRoom(int bytes) throws IOException {
        if (BUFFER_BYTES - used < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (used > 0) {
            append(buffer, used);
            used = 0;
        }
    }
}
