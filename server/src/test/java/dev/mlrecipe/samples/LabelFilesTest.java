package dev.mlrecipe.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file of labels is read again. */
class LabelFilesTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path folder;

    private final LabelFiles files = new LabelFiles();

    @Test
    void aFileIsReadAgainWhenItsTimeItsSizeOrTheFileIsAnother() throws IOException {
        Path file = write("labels.txt", "1\n2\n", LONG_AGO);
        Labels first = files.read("labels.txt", file);
        assertSame(first, files.read("labels.txt", file));

        // What nothing shows is not seen: the file was not read.
        write("labels.txt", "1\n3\n", LONG_AGO);
        assertSame(first, files.read("labels.txt", file));

        write("labels.txt", "1\n3\n", FileTime.fromMillis(LONG_AGO.toMillis() + 1));
        Labels second = files.read("labels.txt", file);
        assertEquals(List.of("1", "3"), second.words());
        assertNotEquals(first.key(), second.key());

        write("labels.txt", "1\n3\n4\n", FileTime.fromMillis(LONG_AGO.toMillis() + 1));
        assertEquals(List.of("1", "3", "4"), files.read("labels.txt", file).words());

        Path other = write("other.txt", "5\n3\n4\n", FileTime.fromMillis(LONG_AGO.toMillis() + 1));
        Files.delete(file);
        Files.move(other, file);
        assertEquals(List.of("5", "3", "4"), files.read("labels.txt", file).words());
    }

    @Test
    void whatIsWrongWithAFileIsRememberedAndAnAbsentFileIsNot() throws IOException {
        Path file = write("labels.txt", "\n", LONG_AGO);
        assertEquals("labels.txt: it holds no labels", problem("labels.txt", file));
        write("labels.txt", "7", LONG_AGO);
        assertEquals("labels.txt: it holds no labels", problem("labels.txt", file));
        assertEquals(List.of("7"), files.read("./labels.txt", file).words());

        Files.delete(file);
        assertEquals("labels.txt: no such file", problem("labels.txt", file));
        write("labels.txt", "78", LONG_AGO);
        assertEquals(List.of("78"), files.read("labels.txt", file).words());
    }

    private String problem(String name, Path file) {
        return assertThrows(SamplesException.class, () -> files.read(name, file)).getMessage();
    }

    @Test
    void aFileThatWasJustWrittenIsReadAgain() throws IOException {
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());
        Path file = write("labels.txt", "1", now);
        files.read("labels.txt", file);
        write("labels.txt", "2", now);
        assertEquals(List.of("2"), files.read("labels.txt", file).words());
    }

    @Test
    void theFilesThatWereAskedForLastAreRemembered() throws IOException {
        String large = "a name as long as no class has\n".repeat((int) (Labels.LARGEST * 3 / 4 / 31));
        Path a = write("a.txt", large, LONG_AGO);
        Path b = write("b.txt", large, LONG_AGO);
        Path c = write("c.txt", large, LONG_AGO);
        Labels first = files.read("a", a);
        Labels second = files.read("b", b);
        assertSame(first, files.read("a", a));

        Labels third = files.read("c", c);
        assertSame(first, files.read("a", a));
        assertSame(third, files.read("c", c));
        assertNotSame(second, files.read("b", b));
    }

    @Test
    void aWordIsHeldOnce() throws IOException {
        List<String> words = files.read("labels.txt", write("labels.txt", "cat\ndog\ncat\n", LONG_AGO)).words();
        assertSame(words.get(0), words.get(2));
    }

    private Path write(String name, String text, FileTime time) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, time);
        return file;
    }
}
