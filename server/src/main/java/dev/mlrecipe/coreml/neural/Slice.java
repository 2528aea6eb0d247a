package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.tensor.Bytes;
import java.io.IOException;
import java.util.Objects;

/**
 * A range of other bytes.
 *
 * @param source the other bytes
 * @param start first byte of the range
 * @param size bytes of the range
 */
record Slice(Bytes source, long start, long size) implements Bytes {

    /** The value of a field. */
    static Slice of(Bytes file, WireField field) {
        return new Slice(file, field.content(), field.size());
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, length, size);
        source.read(start + position, target, offset, length);
    }
}
