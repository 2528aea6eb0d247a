package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.blob.Blob;
import dev.mlrecipe.coreml.blob.BlobWriter;
import dev.mlrecipe.coreml.mlpackage.MlPackage;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weight files of a program that is being written. What was put once is not written again, so tensors that shared
 * their bytes share them in the output. Closing tells of what could not be written. Not thread safe.
 */
final class BlobStore implements Closeable {
    private record Key(String file, Bytes bytes, int typeCode) {}

    private final Path target;
    private final MlPackage container;
    private final Map<String, BlobWriter> writers = new LinkedHashMap<>();
    private final Map<Key, Long> offsets = new HashMap<>();

    /**
     * @param target the package that is being written
     * @param container the package that it is a copy of, which decides where weight files lie
     */
    BlobStore(Path target, MlPackage container) {
        this.target = target;
        this.container = container;
    }

    /** Writes a tensor to the named file unless it is there; the offset by which programs refer to it. */
    long put(String file, Tensor tensor) throws IOException {
        Key key = new Key(file, tensor.bytes(), tensor.type().blob());
        Long known = offsets.get(key);
        if (known == null) {
            known = writer(file).add(tensor);
            offsets.put(key, known);
        }
        return known;
    }

    /** The same for a blob of the input. */
    long put(String file, Blob blob) throws IOException {
        Key key = new Key(file, blob, blob.typeCode());
        Long known = offsets.get(key);
        if (known == null) {
            known = writer(file).add(blob);
            offsets.put(key, known);
        }
        return known;
    }

    private BlobWriter writer(String file) throws IOException {
        BlobWriter writer = writers.get(file);
        if (writer == null) {
            writer = BlobWriter.create(container.weightFileIn(target, file));
            writers.put(file, writer);
        }
        return writer;
    }

    /** Completes all files. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (BlobWriter writer : writers.values()) {
            try {
                writer.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
