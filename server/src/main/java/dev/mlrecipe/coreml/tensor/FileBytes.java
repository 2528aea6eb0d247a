package dev.mlrecipe.coreml.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A region of a file, read by position through an open channel that belongs to somebody else. Not mapped: a file that
 * is truncated under a mapping is a fatal error, here it is an {@link IOException}.
 *
 * <p>Interrupting a thread that reads closes the channel for all; cancel cooperatively instead.
 */
public final class FileBytes implements Bytes {
    private final Path file;
    private final FileChannel channel;
    private final long start;
    private final long size;

    /**
     * @param file names the file in messages
     * @param channel open for reading until the last read
     * @param start first byte of the region in the file
     * @param size bytes of the region
     * @throws IllegalArgumentException if start or size is negative or their sum overflows
     */
    public FileBytes(Path file, FileChannel channel, long start, long size) {
        if (start < 0 || size < 0 || start > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException(file + ": no region of " + size + " bytes at " + start);
        }
        this.file = Objects.requireNonNull(file);
        this.channel = Objects.requireNonNull(channel);
        this.start = start;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, length, size);
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        long at = start + position;
        while (buffer.hasRemaining()) {
            int count;
            try {
                count = channel.read(buffer, at);
            } catch (ClosedChannelException closed) {
                throw new IOException(file + ": read after it was closed", closed);
            } catch (IOException failed) {
                throw new IOException(
                        file + ": cannot read " + length + " bytes at " + (start + position) + ": "
                                + failed.getMessage(),
                        failed);
            }
            if (count < 0) {
                throw new IOException(file + ": ends at byte " + at + ", but " + length + " bytes at "
                        + (start + position) + " belong to it; was it changed while it was open?");
            }
            at += count;
        }
    }
}
