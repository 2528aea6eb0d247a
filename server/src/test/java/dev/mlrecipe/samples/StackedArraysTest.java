package dev.mlrecipe.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was stacked is read back as it was given. */
class StackedArraysTest {
    @TempDir
    private Path folder;

    @Test
    void samplesComeInAnyOrderAndLieInTheirs() throws IOException {
        try (StackedArrays arrays = new StackedArrays(folder, List.of("a", "b", "c"))) {
            for (int sample : new int[] {2, 0, 1}) {
                arrays.put(sample, values(new float[] {sample, -1f * sample, 0.5f}, sample * 1_000_000));
            }
            assertEquals(
                    List.of(
                            new StackedArrays.Stacked("x", "float32", Shape.of(3, 1, 3)),
                            new StackedArrays.Stacked("label", "int32", Shape.of(3))),
                    arrays.arrays());
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            arrays.writeArchive(archive);
            Map<String, NpyArray> read = read(archive.toByteArray());
            assertEquals(List.of("x.npy", "label.npy"), List.copyOf(read.keySet()));
            assertArrayEquals(
                    new float[] {0, -0f, 0.5f, 1, -1, 0.5f, 2, -2, 0.5f},
                    read.get("x.npy").tensor(0, Shape.of(9), false).toFloats());
            Tensor.Ints labels = (Tensor.Ints) read.get("label.npy").tensor(0, Shape.of(3), true);
            assertArrayEquals(new int[] {0, 1_000_000, 2_000_000}, labels.values());
            assertArrayEquals(new long[] {3, 1, 3}, read.get("x.npy").dims());
            ByteArrayOutputStream single = new ByteArrayOutputStream();
            arrays.writeArray("label", single);
            assertArrayEquals(
                    new long[] {3},
                    NpyArray.read("label.npy", Bytes.of(single.toByteArray())).dims());
        }
    }

    @Test
    void samplesOfDifferentSizesAreNamed() throws IOException {
        try (StackedArrays arrays = new StackedArrays(folder, List.of("short.npy", "long.npy"))) {
            arrays.put(0, values(new float[] {1}, 0));
            SamplesException refused =
                    assertThrows(SamplesException.class, () -> arrays.put(1, values(new float[] {1, 2}, 0)));
            assertEquals(
                    "output x is [1,1] for short.npy and [1,2] for long.npy, which one array cannot hold; run samples of"
                            + " one size at a time",
                    refused.getMessage());
        }
    }

    private static Map<String, Tensor> values(float[] x, int label) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        values.put("x", new Tensor.Floats(Shape.of(1, x.length), x));
        values.put("label", new Tensor.Ints(Shape.of(), new int[] {label}));
        return values;
    }

    private static Map<String, NpyArray> read(byte[] archive) throws IOException {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName(), NpyArray.read(entry.getName(), Bytes.of(zip.readAllBytes())));
            }
        }
        return arrays;
    }
}
