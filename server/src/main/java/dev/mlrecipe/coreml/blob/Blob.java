package dev.mlrecipe.coreml.blob;

import dev.mlrecipe.coreml.tensor.Bytes;
import java.io.IOException;
import java.util.Objects;

/**
 * One record of a weight file: its data, read by position. Two blobs are equal if they are the same record of the same
 * open file, so equality tells sharing.
 */
public final class Blob implements Bytes {
    private final BlobFile file;
    private final long offset;
    private final int typeCode;
    private final long size;
    private final int paddingBits;

    Blob(BlobFile file, long offset, int typeCode, long size, int paddingBits) {
        this.file = file;
        this.offset = offset;
        this.typeCode = typeCode;
        this.size = size;
        this.paddingBits = paddingBits;
    }

    /** Position of the record in its file, which programs refer to. */
    public long offset() {
        return offset;
    }

    /** The element type's code in blob storage, see {@code DataType.blob()}. */
    public int typeCode() {
        return typeCode;
    }

    /** Unused bits of the last byte; 0 for types of whole bytes. */
    public int paddingBits() {
        return paddingBits;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] target, int targetOffset, int length) throws IOException {
        if (position < 0 || length < 0 || position > size - length) {
            throw new IndexOutOfBoundsException(position + "+" + length + " of " + size);
        }
        file.content().read(offset + BlobFile.RECORD + position, target, targetOffset, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Blob blob && file == blob.file && offset == blob.offset;
    }

    @Override
    public int hashCode() {
        return Objects.hash(System.identityHashCode(file), offset);
    }

    @Override
    public String toString() {
        return file.path() + "@" + offset;
    }
}
