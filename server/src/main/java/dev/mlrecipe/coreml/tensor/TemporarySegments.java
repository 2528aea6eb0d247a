package dev.mlrecipe.coreml.tensor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One temporary file that holds the large results of a run, each in a segment of its own. Any number of threads may
 * write segments and read finished ones at the same time. Closing deletes the file; tensors in it cannot be read any
 * more then. On POSIX systems the file loses its name as soon as it is open, so a killed process leaves nothing behind.
 */
public final class TemporarySegments implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final AtomicLong end = new AtomicLong();

    TemporarySegments(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a new temporary file.
     *
     * @param directory existing folder with room for the results
     * @throws IOException if it cannot be created; the message names the folder
     */
    public static TemporarySegments create(Path directory) throws IOException {
        // Not a temporary file of the platform: the random numbers for its name take milliseconds to get ready.
        Path file = directory.resolve(
                ".mlrecipe-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".segments");
        try {
            return new TemporarySegments(
                    file,
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE));
        } catch (IOException failed) {
            throw new IOException(directory + ": cannot create a temporary file: " + failed.getMessage(), failed);
        }
    }

    /** The file, for messages. */
    public Path file() {
        return file;
    }

    /** A writer whose tensor lies in this file. Its memory is a fixed buffer. */
    public TensorWriter tensor(DataType type, Shape shape) {
        long size = type.bytes(shape.elements());
        return new SegmentTensorWriter(type, shape, end.getAndAdd(size), size);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private final class SegmentTensorWriter extends PackingWriter {
        private final long start;
        private final long size;
        private long position;

        SegmentTensorWriter(DataType type, Shape shape, long start, long size) {
            super(type, shape);
            this.start = start;
            this.size = size;
            this.position = start;
        }

        @Override
        void append(byte[] bytes, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            try {
                while (buffer.hasRemaining()) {
                    position += channel.write(buffer, position);
                }
            } catch (IOException failed) {
                throw new IOException(
                        file + ": cannot write a temporary result of " + size + " bytes: " + failed.getMessage(),
                        failed);
            }
        }

        @Override
        Bytes content() {
            return new FileBytes(file, channel, start, size);
        }
    }
}
