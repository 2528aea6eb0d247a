package dev.mlrecipe.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipePathsTest {
    @TempDir
    private Path folder;

    @Test
    void aPathIsNamedFromTheFolderOfTheFileThatNamesIt() {
        Path model = folder.resolve("b/Net.mlpackage");
        assertEquals("Net.mlpackage", RecipePaths.seenFrom(folder.resolve("b"), model));
        assertEquals("b/Net.mlpackage", RecipePaths.seenFrom(folder, model));
        assertEquals("../../b/Net.mlpackage", RecipePaths.seenFrom(folder.resolve("a/b"), model));
    }

    /** An archive is a file system of its own, as a drive has a root of its own. */
    @Test
    void aPathOnAnotherDriveIsNamedAsItIs() throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            assertEquals("/b/Net.mlpackage", RecipePaths.seenFrom(folder, archive.getPath("/b/Net.mlpackage")));
        }
    }
}
