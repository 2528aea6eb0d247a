package dev.mlrecipe.coreml.blob;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A weight file in blob storage format, version 2 (little endian).
 *
 * <p>A header of 64 bytes ({@code uint32} number of blobs, {@code uint32} version, zeros) is followed by records at
 * multiples of 64: {@code uint32} sentinel, {@code uint32} type code, {@code uint64} size of the data, {@code uint64}
 * position of the data, {@code uint64} unused bits of the last byte, 32 reserved bytes, then the data. Early writers
 * left garbage from the unused bits on, so these are looked at only for types below eight bits.
 */
public final class BlobFile {
    /** Bytes of the file header, and of the metadata in front of each blob's data. */
    static final int RECORD = 64;

    static final int SENTINEL = 0xDEADBEEF;
    static final int VERSION = 2;

    private final Path path;
    private final Bytes content;
    private final long count;

    private BlobFile(Path path, Bytes content, long count) {
        this.path = path;
        this.content = content;
        this.count = count;
    }

    /**
     * Reads the header.
     *
     * @param path what messages call the file
     * @param content the whole file
     * @throws ModelException if it is no blob storage of version 2
     */
    public static BlobFile open(Path path, Bytes content) throws IOException {
        if (content.size() < RECORD) {
            throw new ModelException(
                    path, "a weight file begins with a header of 64 bytes, found " + content.size() + " bytes in all");
        }
        ByteBuffer header = read(content, 0);
        int version = header.getInt(4);
        if (version != VERSION) {
            throw new ModelException(
                    path,
                    "blob storage version " + VERSION + " expected at byte 4, found "
                            + Integer.toUnsignedString(version));
        }
        return new BlobFile(path, content, Integer.toUnsignedLong(header.getInt(0)));
    }

    public Path path() {
        return path;
    }

    /** Number of blobs according to the header. */
    public long count() {
        return count;
    }

    /** Size of the whole file in bytes. */
    public long size() {
        return content.size();
    }

    Bytes content() {
        return content;
    }

    /**
     * The blob whose record is at {@code offset}.
     *
     * @throws ModelException if there is no complete record with its data
     */
    public Blob blob(long offset) throws IOException {
        if (offset < RECORD || offset % RECORD != 0) {
            throw problem(offset, "a positive multiple of 64 expected");
        }
        if (offset > content.size() - RECORD) {
            throw problem(offset, "the file has only " + content.size() + " bytes");
        }
        ByteBuffer record = read(content, offset);
        if (record.getInt(0) != SENTINEL) {
            throw problem(offset, String.format("0xDEADBEEF expected, found 0x%08X", record.getInt(0)));
        }
        int code = record.getInt(4);
        Optional<DataType> type = type(code);
        if (type.isEmpty()) {
            throw problem(offset, "unknown element type " + Integer.toUnsignedString(code));
        }
        long size = record.getLong(8);
        long data = record.getLong(16);
        if (data != offset + RECORD) {
            throw problem(
                    offset,
                    "data expected at byte " + (offset + RECORD) + ", the record says " + Long.toUnsignedString(data));
        }
        if (size < 0 || size > content.size() - data) {
            throw problem(
                    offset,
                    Long.toUnsignedString(size) + " bytes of data expected, the file has only "
                            + (content.size() - data) + " more");
        }
        return new Blob(this, offset, code, size, paddingBits(offset, type.get(), size, record.getLong(24)));
    }

    private int paddingBits(long offset, DataType type, long size, long padding) throws ModelException {
        if (type.bits() >= 8) {
            if (size % (type.bits() / 8) != 0) {
                throw problem(offset, size + " bytes are no whole number of " + type.word() + " elements");
            }
            return 0;
        }
        if (padding < 0 || padding > 7 || padding > 8 * size || (8 * size - padding) % type.bits() != 0) {
            throw problem(
                    offset,
                    size + " bytes with " + Long.toUnsignedString(padding) + " unused bits are no whole number of "
                            + type.word() + " elements");
        }
        return (int) padding;
    }

    /**
     * All blobs in the order of the file.
     *
     * @throws ModelException if a record is damaged
     */
    public List<Blob> blobs() throws IOException {
        List<Blob> blobs = new ArrayList<>();
        long offset = RECORD;
        for (long i = 0; i < count; i++) {
            Blob blob = blob(offset);
            blobs.add(blob);
            offset = align(offset + RECORD + blob.size());
        }
        return blobs;
    }

    /** The next multiple of 64. */
    static long align(long position) {
        return (position + RECORD - 1) / RECORD * RECORD;
    }

    private static Optional<DataType> type(int code) {
        for (DataType type : DataType.values()) {
            if (type.blob() == code && code != 0) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer read(Bytes content, long position) throws IOException {
        byte[] record = new byte[RECORD];
        content.read(position, record, 0, RECORD);
        return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    }

    private ModelException problem(long offset, String problem) {
        return new ModelException(path, "blob at byte " + Long.toUnsignedString(offset) + ": " + problem);
    }
}
