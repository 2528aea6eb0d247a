package dev.mlrecipe.coreml.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {
    @TempDir
    Path folder;

    @Test
    void readsItsRegionOnly() throws IOException {
        Path file = Files.write(folder.resolve("weight.bin"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
        try (FileChannel channel = FileChannel.open(file)) {
            FileBytes bytes = new FileBytes(file, channel, 2, 4);
            assertArrayEquals(new byte[] {2, 3, 4, 5}, bytes.toArray());
            byte[] target = new byte[4];
            bytes.read(1, target, 1, 2);
            assertArrayEquals(new byte[] {0, 3, 4, 0}, target);
            assertThrows(IndexOutOfBoundsException.class, () -> bytes.read(3, target, 0, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> bytes.read(-1, target, 0, 1));
        }
    }

    @Test
    void aTruncatedFileIsNamedWithThePlace() throws IOException {
        Path file = Files.write(folder.resolve("weight.bin"), new byte[100]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            FileBytes bytes = new FileBytes(file, channel, 50, 50);
            bytes.toArray();
            channel.truncate(70);
            String message = assertThrows(IOException.class, bytes::toArray).getMessage();
            assertTrue(message.startsWith(file + ": ends at byte 70, but 50 bytes at 50"), message);
        }
    }

    @Test
    void aClosedChannelIsNamed() throws IOException {
        Path file = Files.write(folder.resolve("weight.bin"), new byte[100]);
        FileChannel channel = FileChannel.open(file);
        FileBytes bytes = new FileBytes(file, channel, 0, 100);
        channel.close();
        String message = assertThrows(IOException.class, bytes::toArray).getMessage();
        assertTrue(message.startsWith(file + ": "), message);
    }

    @Test
    void refusesRegionsThatCannotExist() throws IOException {
        Path file = Files.write(folder.resolve("weight.bin"), new byte[1]);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThrows(IllegalArgumentException.class, () -> new FileBytes(file, channel, -1, 1));
            assertThrows(IllegalArgumentException.class, () -> new FileBytes(file, channel, Long.MAX_VALUE, 1));
        }
    }
}
