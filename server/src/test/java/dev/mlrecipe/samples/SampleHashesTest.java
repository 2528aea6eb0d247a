package dev.mlrecipe.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When keys of samples are the same. */
class SampleHashesTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    private Path folder;

    @Test
    void theLastByteCountsWhateverTheTime() throws IOException {
        byte[] content = new byte[3_000_001];
        Path file = Files.write(folder.resolve("a.npy"), content);
        Files.setLastModifiedTime(file, LONG_AGO);
        SampleHashes hashes = new SampleHashes();
        String before = key(hashes, file);
        assertEquals(before, key(hashes, file));
        assertEquals(before, key(new SampleHashes(), file));

        content[content.length - 1] = 1;
        Files.write(file, content);
        assertNotEquals(before, key(hashes, file));
        content[content.length - 1] = 0;
        Files.write(file, content);
        assertEquals(before, key(hashes, file));

        // Another file in its place, of the same size and time.
        content[1_500_000] = 1;
        Path other = Files.write(folder.resolve("b"), content);
        Files.setLastModifiedTime(other, LONG_AGO);
        Files.setLastModifiedTime(file, LONG_AGO);
        assertEquals(before, key(hashes, file));
        Files.delete(file);
        Files.move(other, file);
        assertNotEquals(before, key(hashes, file));
    }

    @Test
    void contentIsReadWhenSomeoneAsksAndOnce() throws IOException {
        Path file = Files.write(folder.resolve("a.npy"), new byte[10]);
        Supplier<String> early = new SampleHashes().key(List.of(new SampleFile("a.npy", file)), "");
        Files.write(file, new byte[] {1});
        String key = early.get();
        assertEquals(key(new SampleHashes(), file), key);
        Files.delete(file);
        assertEquals(key, early.get());
        assertTrue(key(new SampleHashes(), file).contains("unreadable"));
    }

    /** Sparse files of more than is read as a whole. */
    @Test
    void ofLargeFilesPiecesCount() throws IOException {
        Path file = folder.resolve("large.npy");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), SampleHashes.WHOLE + 12_345);
        }
        String before = key(new SampleHashes(), file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {2}), SampleHashes.WHOLE + 12_345);
        }
        assertNotEquals(before, key(new SampleHashes(), file));
    }

    private static String key(SampleHashes hashes, Path file) {
        return hashes.key(List.of(new SampleFile("a.npy", file)), "").get();
    }
}
