package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.blob.BlobFile;
import dev.mlrecipe.coreml.mlpackage.MlPackage;
import dev.mlrecipe.coreml.program.WeightFiles;
import dev.mlrecipe.coreml.tensor.FileBytes;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** The weight files of an open package. Each is opened when first asked for and stays open. */
final class OpenWeightFiles implements WeightFiles, Closeable {
    private static final int PIECE = 1 << 16;

    private record Open(FileChannel channel, FileBytes content, BlobFile blobs) {}

    private final MlPackage container;
    private final Map<String, Open> open = new HashMap<>();

    OpenWeightFiles(MlPackage container) {
        this.container = container;
    }

    @Override
    public BlobFile file(String name) throws IOException {
        return open(name).blobs();
    }

    private synchronized Open open(String name) throws IOException {
        Open known = open.get(name);
        if (known == null) {
            known = openNew(container.weightFile(name));
            open.put(name, known);
        }
        return known;
    }

    private static Open openNew(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new ModelException(path, "cannot be read: " + e, e);
        }
        try {
            FileBytes content = new FileBytes(path, channel, 0, channel.size());
            return new Open(channel, content, BlobFile.open(path, content));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Copies a whole weight file to a stream. */
    void copy(String name, OutputStream out) throws IOException {
        FileBytes content = open(name).content();
        byte[] piece = new byte[PIECE];
        for (long done = 0; done < content.size(); ) {
            int length = (int) Math.min(PIECE, content.size() - done);
            content.read(done, piece, 0, length);
            out.write(piece, 0, length);
            done += length;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (Open file : open.values()) {
            file.channel().close();
        }
    }
}
