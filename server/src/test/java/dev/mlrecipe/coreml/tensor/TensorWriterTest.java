package dev.mlrecipe.coreml.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorWriterTest {
    private static final long SEED = 424242;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"BOOL", "INT8", "INT4", "UINT8", "UINT6", "UINT4", "UINT3", "UINT2", "UINT1"})
    void codesComeBackWhateverThePieces(DataType type) throws IOException {
        Random random = new Random(SEED);
        try (TemporarySegments segments = TemporarySegments.create(folder)) {
            for (int size : new int[] {0, 1, 7, 8, 9, 100, 1001, 200_003}) {
                byte[] codes = new byte[size];
                random.nextBytes(codes);
                Tensor memory = writeInPieces(new MemoryTensorWriter(type, Shape.of(size)), codes, random);
                Tensor segment = writeInPieces(segments.tensor(type, Shape.of(size)), codes, random);
                assertArrayEquals(packed(type, codes), memory.bytes().toArray(), type + " of " + size);
                assertArrayEquals(packed(type, codes), segment.bytes().toArray(), type + " of " + size);
            }
        }
    }

    @Test
    void floatsAreRoundedHalfToEven() throws IOException {
        // 2049 and 2051 lie halfway between neighbouring halves; 65520 rounds up to infinity, 65519 does not.
        float[] values = {2049, 2051, 65519, 65520, -0f, 0x1p-25f, 0x1.8p-25f, Float.NaN};
        Tensor half = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(8), values);
        float[] read = new float[8];
        new TensorReader(half).readFloats(0, read, 0, 8);
        assertArrayEquals(
                new float[] {2048, 2052, 65504, Float.POSITIVE_INFINITY, -0f, 0, 0x1p-24f, Float.NaN}, read);
        Tensor single = MemoryTensorWriter.ofFloats(DataType.FLOAT32, Shape.of(8), values);
        new TensorReader(single).readFloats(0, read, 0, 8);
        assertArrayEquals(values, read);
    }

    @Test
    void patternsAreKept() throws IOException {
        short[] halves = new short[1 << 16];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (short) i;
        }
        try (TensorWriter writer = new MemoryTensorWriter(DataType.FLOAT16, Shape.of(halves.length))) {
            for (int done = 0; done < halves.length; done += 4369) {
                writer.writeHalves(halves, done, Math.min(4369, halves.length - done));
            }
            short[] read = new short[halves.length];
            new TensorReader(writer.finish()).readHalves(0, read, 0, read.length);
            assertArrayEquals(halves, read);
        }
        try (TensorWriter writer = new MemoryTensorWriter(DataType.FLOAT32, Shape.of(1))) {
            assertThrows(IllegalStateException.class, () -> writer.writeHalves(halves, 0, 1));
        }
    }

    @Test
    void manyFloatsCrossTheBuffer() throws IOException {
        Random random = new Random(SEED);
        float[] values = new float[100_003];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        try (TemporarySegments segments = TemporarySegments.create(folder)) {
            for (DataType type : List.of(DataType.FLOAT16, DataType.FLOAT32)) {
                TensorWriter writer = segments.tensor(type, Shape.of(values.length));
                for (int done = 0; done < values.length; ) {
                    int n = Math.min(1 + random.nextInt(9000), values.length - done);
                    writer.writeFloats(values, done, n);
                    done += n;
                }
                float[] read = new float[values.length];
                new TensorReader(writer.finish()).readFloats(0, read, 0, read.length);
                for (int i = 0; i < values.length; i++) {
                    float expected = type == DataType.FLOAT32
                            ? values[i]
                            : Float.float16ToFloat(Float.floatToFloat16(values[i]));
                    int at = i;
                    assertEquals(expected, read[i], () -> type + " at " + at);
                }
            }
        }
    }

    @Test
    void threadsWriteTheirOwnSegments() throws Exception {
        int tasks = 16;
        int size = 150_001;
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (TemporarySegments segments = TemporarySegments.create(folder)) {
            List<Callable<Tensor>> work = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                byte[] codes = randomCodes(task, size);
                work.add(() -> {
                    TensorWriter writer = segments.tensor(DataType.UINT6, Shape.of(size));
                    for (int done = 0; done < size; done += 1000) {
                        writer.writeCodes(codes, done, Math.min(1000, size - done));
                    }
                    return writer.finish();
                });
            }
            var results = pool.invokeAll(work);
            for (int task = 0; task < tasks; task++) {
                byte[] expected = packed(DataType.UINT6, randomCodes(task, size));
                assertArrayEquals(expected, results.get(task).get().bytes().toArray(), "task " + task);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aReadAfterClosingNamesTheFileWhichIsGone() throws IOException {
        TemporarySegments segments = TemporarySegments.create(folder);
        TensorWriter writer = segments.tensor(DataType.UINT8, Shape.of(3));
        writer.writeCodes(new byte[] {1, 2, 3}, 0, 3);
        Tensor tensor = writer.finish();
        segments.close();
        assertFalse(Files.exists(segments.file()));
        IOException late = assertThrows(IOException.class, () -> tensor.bytes().toArray());
        assertTrue(late.getMessage().startsWith(segments.file().toString()), late.getMessage());
    }

    @Test
    void aFullDiskNamesTheFile() throws IOException {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "needs /dev/full");
        try (TemporarySegments segments =
                new TemporarySegments(full, FileChannel.open(full, StandardOpenOption.WRITE))) {
            TensorWriter writer = segments.tensor(DataType.UINT8, Shape.of(10));
            writer.writeCodes(new byte[10], 0, 10);
            IOException failed = assertThrows(IOException.class, writer::finish);
            assertTrue(failed.getMessage().startsWith("/dev/full: cannot write"), failed.getMessage());
        }
    }

    @Test
    void aMissingFolderIsNamed() {
        Path missing = folder.resolve("missing");
        IOException failed = assertThrows(IOException.class, () -> TemporarySegments.create(missing));
        assertTrue(failed.getMessage().startsWith(missing.toString()), failed.getMessage());
    }

    @Test
    void aWriterTakesExactlyItsElements() throws IOException {
        MemoryTensorWriter writer = new MemoryTensorWriter(DataType.INT8, Shape.of(2, 2));
        writer.writeCodes(new byte[3], 0, 3);
        assertThrows(IllegalStateException.class, writer::finish);
        assertThrows(IllegalStateException.class, () -> writer.writeCodes(new byte[2], 0, 2));
        assertThrows(IllegalStateException.class, () -> writer.writeFloats(new float[1], 0, 1));
        writer.writeCodes(new byte[1], 0, 1);
        writer.finish();
        assertThrows(IllegalStateException.class, writer::finish);
        assertThrows(
                IllegalStateException.class,
                () -> new MemoryTensorWriter(DataType.FLOAT16, Shape.of(1)).writeCodes(new byte[1], 0, 1));
        assertThrows(
                IllegalStateException.class,
                () -> new MemoryTensorWriter(DataType.INT32, Shape.of(1)).writeCodes(new byte[1], 0, 1));
    }

    private static byte[] randomCodes(long seed, int size) {
        byte[] codes = new byte[size];
        new Random(SEED + seed).nextBytes(codes);
        return codes;
    }

    private static Tensor writeInPieces(TensorWriter writer, byte[] codes, Random random) throws IOException {
        try (writer) {
            for (int done = 0; done < codes.length; ) {
                int n = Math.min(random.nextInt(random.nextInt(10) == 0 ? 100_000 : 30), codes.length - done);
                writer.writeCodes(codes, done, n);
                done += n;
            }
            return writer.finish();
        }
    }

    private static byte[] packed(DataType type, byte[] codes) {
        byte[] packed = new byte[(int) type.bytes(codes.length)];
        for (long bit = 0; bit < (long) codes.length * type.bits(); bit++) {
            int set = codes[(int) (bit / type.bits())] >> (bit % type.bits()) & 1;
            packed[(int) (bit / 8)] |= (byte) (set << bit % 8);
        }
        return packed;
    }
}
