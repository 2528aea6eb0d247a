package dev.mlrecipe.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of entries: its size, its trouble, and the other files in it. */
class ResultCacheTest {
    private static final int LIMIT = 1 << 20;
    private final MemoryWorkbench bench = new MemoryWorkbench();
    private final List<IOException> troubles = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void neverTakesMoreThanItsLimitAndForgetsWhatWasNotUsedForTheLongestTime() throws IOException {
        ResultCache cache = cache(folder);
        for (int i = 0; i < 300; i++) {
            cache.put(key(i), result(10_000), bench);
            age(i, 1000 - i);
            // Used again and again, so it stays.
            assertTrue(cache.find(key(0), bench).isPresent(), "after " + i);
            assertTrue(size() <= LIMIT, size() + " bytes after " + i);
        }
        assertTrue(size() > LIMIT / 2, "most of the room is used: " + size());
        assertEquals(Optional.empty(), cache.find(key(1), bench));
        assertTrue(cache.find(key(299), bench).isPresent());
        assertEquals(List.of(), troubles);
    }

    @Test
    void whatWouldTakeMoreThanHalfOfItIsNotKept() throws IOException {
        ResultCache cache = cache(folder);
        cache.put(key(1), result(LIMIT / 2), bench);
        assertEquals(List.of(), files());
        assertEquals(Optional.empty(), cache.find(key(1), bench));
    }

    @Test
    void filesOfOthersAreNeitherCountedNorDeleted() throws IOException {
        Path own = Files.write(folder.resolve("thesis.weight"), new byte[2 * LIMIT]);
        Files.setLastModifiedTime(own, FileTime.from(Instant.EPOCH));
        Files.createDirectory(folder.resolve("ab".repeat(32) + ".weight"));
        ResultCache cache = cache(folder);
        cache.put(key(1), result(100), bench);
        assertTrue(cache.find(key(1), bench).isPresent());
        assertTrue(Files.exists(own));
        assertEquals(3, files().size());
    }

    @Test
    void whatADeadProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws IOException {
        Path dead = Files.write(folder.resolve("new-1.weight"), new byte[10]);
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minusSeconds(7200)));
        Path living = Files.write(folder.resolve("new-2.weight"), new byte[10]);
        cache(folder).put(key(1), result(100), bench);
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(living));
    }

    @Test
    void damagedEntryIsAMissAndIsRemoved() throws IOException {
        ResultCache cache = cache(folder);
        cache.put(key(1), result(100), bench);
        Files.writeString(entry(1), "not an entry");
        assertEquals(Optional.empty(), cache.find(key(1), bench));
        assertEquals(List.of(), files());
        assertEquals(List.of(), troubles);
    }

    @Test
    void troubleIsToldOnceAndEndsTheUseOfTheCache() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        ResultCache cache = cache(file.resolve("cache"));
        cache.put(key(1), result(100), bench);
        cache.put(key(2), result(100), bench);
        assertEquals(Optional.empty(), cache.find(key(1), bench));
        assertEquals(1, troubles.size(), troubles.toString());
    }

    @Test
    void cancelledWritingLeavesNothing() throws IOException {
        ResultCache cache = cache(folder);
        MemoryWorkbench stopped = new MemoryWorkbench();
        Tensor endless = new Tensor(DataType.UINT8, Shape.of(100_000), new Bytes() {
            @Override
            public long size() {
                return 100_000;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) {
                throw new CancellationException();
            }
        });
        try {
            cache.put(key(1), new WeightResult.Compressed(new Dense(endless), 0, Optional.empty(), 0, 0, 0), stopped);
        } catch (CancellationException expected) {
            assertEquals(List.of(), files());
            return;
        }
        throw new AssertionError("cancellation was lost");
    }

    private ResultCache cache(Path place) {
        return new ResultCache(place, LIMIT, "0.1.0", troubles::add);
    }

    private static CacheKey key(int number) {
        return new CacheKey("%064x".formatted(number));
    }

    private static WeightResult result(int bytes) {
        Tensor tensor = new Tensor(DataType.UINT8, Shape.of(bytes), Bytes.of(new byte[bytes]));
        return new WeightResult.Compressed(new Dense(tensor), 0, Optional.empty(), 0, 0, 0);
    }

    private Path entry(int number) {
        return folder.resolve(key(number).hex() + ".weight");
    }

    private void age(int number, int seconds) throws IOException {
        Files.setLastModifiedTime(entry(number), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private long size() throws IOException {
        long sum = 0;
        for (Path file : files()) {
            sum += Files.size(file);
        }
        return sum;
    }
}
