package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that hold results. */
class ResultFileTest {
    @TempDir
    Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void mayBeReadByWhoeverMayReadAnyNewFile() throws IOException {
        Path result = folder.resolve("new/result.json");
        ResultFile.write(result, "{}");
        Path plain = Files.createFile(folder.resolve("plain"));
        assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(result));
    }

    @Test
    void areWholeOrAsTheyWere() throws IOException {
        Path result = folder.resolve("result.json");
        ResultFile.write(result, "1");
        ResultFile.write(result, "2");
        assertEquals("2", Files.readString(result));
        Path taken = Files.createDirectories(folder.resolve("taken/inside")).getParent();
        assertThrows(IOException.class, () -> ResultFile.write(taken, "3"));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(2, left.count(), "nothing temporary is left");
        }
    }
}
