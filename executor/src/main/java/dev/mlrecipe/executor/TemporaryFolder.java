package dev.mlrecipe.executor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder with the files of a session. */
final class TemporaryFolder {
    private TemporaryFolder() {}

    /** Deletes as much as the platform allows; some keep files that are mapped into memory. */
    static void delete(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException inUse) {
            return;
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException inUse) {
            // It is tried again when the session is closed.
        }
    }
}
