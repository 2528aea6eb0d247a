package dev.mlrecipe.engine.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.form.RandomForms;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of results: what is written comes back, and nothing that is not what was written. */
class CacheEntryTest {
    private static final CacheKey KEY = new CacheKey("0123456789abcdef".repeat(4));
    private static final CacheKey OTHER = new CacheKey("0123456789abcdee".repeat(4));

    @TempDir
    private Path folder;

    @Test
    void everyFormComesBackAndNeedsTheFileNoMore() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        RandomForms forms = new RandomForms(random, 7);
        for (int i = 0; i < 200; i++) {
            WeightResult.Compressed written = new WeightResult.Compressed(
                    forms.any(),
                    random.nextInt(3),
                    random.nextBoolean()
                            ? Optional.of(new WeightResult.Refusal(1, "too many values — 3 bits hold 8"))
                            : Optional.empty(),
                    random.nextDouble(),
                    random.nextBoolean() ? Double.POSITIVE_INFINITY : random.nextGaussian(),
                    random.nextDouble());
            WeightResult.Compressed read = (WeightResult.Compressed) writtenAndRead(written).orElseThrow();
            String note = "seed " + seed + ", form " + i;
            assertArrayEquals(content(written.form()), content(read.form()), note);
            assertEquals(written, new WeightResult.Compressed(
                    written.form(), read.action(), read.declined(), read.mse(), read.snrDb(), read.sparsity()), note);
        }
    }

    @Test
    void reasonsComeBack() throws IOException {
        WeightResult written = new WeightResult.Unchanged(1, "it holds 300 values; nbits: 8 holds 256");
        assertEquals(Optional.of(written), writtenAndRead(written));
    }

    @Test
    void everyWrongByteAndEveryWrongLengthIsNoticed() throws IOException {
        byte[] sound = sound();
        for (int i = 0; i < sound.length; i++) {
            byte[] damaged = sound.clone();
            damaged[i] ^= 1 << i % 8;
            assertEquals(Optional.empty(), read(damaged, KEY), "byte " + i);
            assertEquals(Optional.empty(), read(Arrays.copyOf(sound, i), KEY), "length " + i);
        }
        assertEquals(Optional.empty(), read(Arrays.copyOf(sound, sound.length + 1), KEY));
        assertTrue(read(sound, KEY).isPresent());
    }

    @Test
    void entryOfAnotherKeyIsNotUsed() throws IOException {
        assertEquals(Optional.empty(), read(sound(), OTHER));
    }

    private byte[] sound() throws IOException {
        Representation form = new RandomForms(new Random(1), 3).any();
        Path file = folder.resolve("sound");
        new CacheEntry(KEY, new WeightResult.Compressed(form, 0, Optional.of(new WeightResult.Refusal(0, "no")), 0.5, 3, 0)).write(file, () -> {});
        return Files.readAllBytes(file);
    }

    private Optional<WeightResult> writtenAndRead(WeightResult result) throws IOException {
        Path file = folder.resolve("entry");
        CacheEntry entry = new CacheEntry(KEY, result);
        entry.write(file, () -> {});
        assertEquals(Files.size(file), entry.size());
        Optional<WeightResult> read = CacheEntry.read(file, KEY, new MemoryWorkbench());
        Files.delete(file);
        return read;
    }

    private Optional<WeightResult> read(byte[] content, CacheKey key) throws IOException {
        Path file = Files.write(folder.resolve("damaged"), content);
        return CacheEntry.read(file, key, new MemoryWorkbench());
    }

    private static byte[] content(Representation form) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Tensor tensor : FormCodec.write(form, out)) {
            out.write(tensor.bytes().toArray());
        }
        return bytes.toByteArray();
    }
}
