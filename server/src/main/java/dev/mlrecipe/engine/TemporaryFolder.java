package dev.mlrecipe.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of the platform for temporary files, gone with everything in it once it is closed. */
public record TemporaryFolder(Path path) implements Closeable {

    /** @throws IOException if it cannot be created */
    public static TemporaryFolder create() throws IOException {
        return new TemporaryFolder(Files.createTempDirectory("mlrecipe-"));
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(path);
    }
}
