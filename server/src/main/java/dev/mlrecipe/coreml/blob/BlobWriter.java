package dev.mlrecipe.coreml.blob;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.parallel.OtherThread;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.CallerRunsPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Writes a weight file, see {@link BlobFile} for the format. Places are given out from front to back; the data is copied
 * there in pieces by another thread, while whoever writes goes on. The file is valid once the writer is closed, which
 * tells of everything that went wrong. There is no padding after the last blob. Not thread safe.
 */
public final class BlobWriter implements Closeable {
    private static final int PIECE = 1 << 16;
    /** Blobs that may wait to be copied; beyond that, whoever adds one copies it. */
    private static final int WAITING = 256;

    private final FileChannel channel;
    private final ExecutorService copier = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), BlobWriter::thread, new CallerRunsPolicy());
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private long end = BlobFile.RECORD;
    private int count;

    private BlobWriter(FileChannel channel) {
        this.channel = channel;
    }

    /** Creates the file, which must not exist. */
    public static BlobWriter create(Path path) throws IOException {
        return new BlobWriter(FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "mlrecipe-blobs");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Appends a tensor's bytes, which must stay as they are until the writer is closed.
     *
     * @return the offset by which programs refer to it
     * @throws IllegalArgumentException if blob storage has no such element type
     */
    public long add(Tensor tensor) {
        if (tensor.type().blob() == 0) {
            throw new IllegalArgumentException("weight files cannot hold " + tensor.type().word());
        }
        int padding = (int) (8 * tensor.size() - tensor.elements() * tensor.type().bits());
        return add(tensor.type().blob(), padding, tensor.bytes());
    }

    /** Appends a copy of a blob of another file. */
    public long add(Blob blob) {
        return add(blob.typeCode(), blob.paddingBits(), blob);
    }

    private long add(int typeCode, int paddingBits, Bytes data) {
        long offset = BlobFile.align(end);
        copier.execute(() -> copy(typeCode, paddingBits, data, offset));
        end = offset + BlobFile.RECORD + data.size();
        count++;
        return offset;
    }

    private void copy(int typeCode, int paddingBits, Bytes data, long offset) {
        if (failure.get() != null) {
            return;
        }
        try {
            ByteBuffer record = ByteBuffer.allocate(BlobFile.RECORD).order(ByteOrder.LITTLE_ENDIAN);
            record.putInt(BlobFile.SENTINEL).putInt(typeCode);
            record.putLong(data.size()).putLong(offset + BlobFile.RECORD).putLong(paddingBits);
            // Seeking past the end leaves the alignment gap zero.
            write(record.rewind(), offset);
            byte[] piece = new byte[(int) Math.min(PIECE, data.size())];
            for (long done = 0; done < data.size(); ) {
                int length = (int) Math.min(PIECE, data.size() - done);
                data.read(done, piece, 0, length);
                write(ByteBuffer.wrap(piece, 0, length), offset + BlobFile.RECORD + done);
                done += length;
            }
        } catch (IOException | RuntimeException | Error broken) {
            failure.compareAndSet(null, broken);
        }
    }

    /**
     * Waits for all data and completes the header. If the thread is interrupted, data may be left out; then writing the
     * header fails.
     *
     * @throws IOException if a blob could not be read or written
     */
    @Override
    public void close() throws IOException {
        try (channel) {
            copier.close();
            OtherThread.rethrow(failure.get());
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
