package dev.mlrecipe.coreml.blob;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a weight file from front to back, see {@link BlobFile} for the format. Data is copied in pieces; the file is
 * valid once the writer is closed. There is no padding after the last blob. Not thread safe.
 */
public final class BlobWriter implements Closeable {
    private static final int PIECE = 1 << 16;

    private final FileChannel channel;
    private final byte[] piece = new byte[PIECE];
    private long end = BlobFile.RECORD;
    private int count;

    private BlobWriter(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates the file, which must not exist. */
    public static BlobWriter create(Path path) throws IOException {
        return new BlobWriter(FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    /**
     * Appends a tensor's bytes.
     *
     * @return the offset by which programs refer to it
     * @throws IllegalArgumentException if blob storage has no such element type
     */
    public long add(Tensor tensor) throws IOException {
        if (tensor.type().blob() == 0) {
            throw new IllegalArgumentException("weight files cannot hold " + tensor.type().word());
        }
        int padding = (int) (8 * tensor.size() - tensor.elements() * tensor.type().bits());
        return add(tensor.type().blob(), padding, tensor.bytes());
    }

    /** Appends a copy of a blob of another file. */
    public long add(Blob blob) throws IOException {
        return add(blob.typeCode(), blob.paddingBits(), blob);
    }

    private long add(int typeCode, int paddingBits, Bytes data) throws IOException {
        long offset = BlobFile.align(end);
        ByteBuffer record = ByteBuffer.allocate(BlobFile.RECORD).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(BlobFile.SENTINEL).putInt(typeCode);
        record.putLong(data.size()).putLong(offset + BlobFile.RECORD).putLong(paddingBits);
        // Seeking past the end leaves the alignment gap zero.
        write(record.rewind(), offset);
        end = offset + BlobFile.RECORD;
        for (long done = 0; done < data.size(); ) {
            int length = (int) Math.min(PIECE, data.size() - done);
            data.read(done, piece, 0, length);
            write(ByteBuffer.wrap(piece, 0, length), end);
            done += length;
            end += length;
        }
        count++;
        return offset;
    }

    /** Completes the header. */
    @Override
    public void close() throws IOException {
        try (channel) {
            ByteBuffer header = ByteBuffer.allocate(BlobFile.RECORD).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(count).putInt(BlobFile.VERSION);
            write(header.rewind(), 0);
        }
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }
}
