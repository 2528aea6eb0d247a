package dev.mlrecipe.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.execute.Tensor;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples in files of all kinds, and what is said of those that cannot be used. */
final class SampleSetTest {
    private static final ModelInput X = new ModelInput("x", List.of(1L, 2L), false, Optional.empty());
    private static final ModelInput IDS = new ModelInput("ids", List.of(1L, -1L), true, Optional.empty());
    private static final ModelInput IMAGE = new ModelInput("image", List.of(1L, 3L, 1L, 2L), false, Optional.of("RGB"));

    @TempDir
    private Path folder;

    @Test
    void arraysHoldOneSampleAfterTheOther() throws IOException {
        write("a.npy", Npy.floats("3, 2", 1, 2, 3, 4, 5, 6));
        write("b.npy", Npy.floats("2, 1, 2", 7, 8, 9, 10));
        write("c.npy", Npy.floats("2,", 11, 12));

        try (SampleSet set = open("", X)) {
            assertEquals(6, set.size());
            assertArrayEquals(new float[] {3, 4}, set.read(1).get("x").toFloats());
            assertArrayEquals(new float[] {9, 10}, set.read(4).get("x").toFloats());
            assertArrayEquals(new float[] {11, 12}, set.read(5).get("x").toFloats());
            assertEquals(2, set.read(0).get("x").shape().rank());
        }
    }

    @Test
    void numbersOfAllTypesAreRead() throws IOException {
        for (Map.Entry<String, byte[]> type : Map.of(
                        "<f2", Npy.bytes(2, 0x3c00, 0xc000),
                        "<f8", Npy.bytes(8, Double.doubleToLongBits(1), Double.doubleToLongBits(-2)),
                        ">f4", new byte[] {0x3f, (byte) 0x80, 0, 0, (byte) 0xc0, 0, 0, 0},
                        "|i1", Npy.bytes(1, 1, -2),
                        "<i2", Npy.bytes(2, 1, -2),
                        "<i8", Npy.bytes(8, 1, -2))
                .entrySet()) {
            write("x.npy", Npy.of(type.getKey(), false, "1, 2", type.getValue()));
            try (SampleSet set = open("x.npy", X)) {
                assertArrayEquals(new float[] {1, -2}, set.read(0).get("x").toFloats(), type.getKey());
            }
        }
    }

    @Test
    void severalInputsHaveArraysOfTheirNames() throws IOException {
        write("x.npy", Npy.floats("2, 2", 1, 2, 3, 4));
        write("ids.npy", Npy.integers("2, 3", 1, 2, 3, 4, 5, 6));
        Npy.archive(
                folder.resolve("z.npz"),
                Map.of("x", Npy.floats("1, 2", 7, 8), "ids", Npy.integers("1, 1", 9)));

        try (SampleSet set = open("", X, IDS)) {
            assertEquals(3, set.size());
            assertArrayEquals(new float[] {7, 8}, set.read(0).get("x").toFloats());
            assertArrayEquals(new float[] {3, 4}, set.read(2).get("x").toFloats());
            assertArrayEquals(new int[] {4, 5, 6}, ((Tensor.Ints) set.read(2).get("ids")).values());
        }
    }

    @Test
    void jsonNamesInputs() throws IOException {
        write("a.json", "[{\"x\": [[1, 2]], \"ids\": [[3, 4, 5]]}, {\"x\": [6, 7.5], \"ids\": [[8]]}]");

        try (SampleSet set = open("a.json", X, IDS)) {
            assertArrayEquals(new float[] {6, 7.5f}, set.read(1).get("x").toFloats());
            assertArrayEquals(new int[] {3, 4, 5}, ((Tensor.Ints) set.read(0).get("ids")).values());
        }
    }

    @Test
    void imagesBecomePixelsInTheOrderOfTheInput() throws IOException {
        image("a.png", 2, 1, 0x102030, 0x405060);
        ModelInput bgr = new ModelInput("image", IMAGE.shape(), false, Optional.of("BGR"));
        ModelInput grey = new ModelInput("image", List.of(1L, 1L, 1L, 2L), false, Optional.of("GRAYSCALE"));

        try (SampleSet set = open("a.png", IMAGE)) {
            assertArrayEquals(new float[] {16, 64, 32, 80, 48, 96}, set.read(0).get("image").toFloats());
        }
        try (SampleSet set = open("a.png", bgr)) {
            assertArrayEquals(new float[] {48, 96, 32, 80, 16, 64}, set.read(0).get("image").toFloats());
        }
        try (SampleSet set = open("a.png", grey)) {
            assertArrayEquals(new float[] {29, 77}, set.read(0).get("image").toFloats());
        }
        image("b.png", 8, 4, new int[32]);
        try (SampleSet set = open("b.png", IMAGE)) {
            assertArrayEquals(new float[6], set.read(0).get("image").toFloats());
        }
    }

    @Test
    void aSeedChoosesTheSameSamplesEverywhere() throws IOException {
        write("x.npy", Npy.floats("10, 2", new float[20]));
        try (SampleSet set = open("x.npy", X)) {
            assertEquals(10, set.chosen(10, 7).size());
            List<Integer> four = set.chosen(4, 0);
            assertEquals(four, set.chosen(4, 0));
            assertEquals(4, four.stream().distinct().count());
            assertEquals(four.stream().sorted().toList(), four);
        }
    }

    @Test
    void whatCannotBeUsedIsSaidPrecisely() throws IOException {
        Files.createDirectory(folder.resolve("empty"));
        refused("missing.npy", null, "missing.npy: no such file or folder");
        refused("empty", null, "empty: the folder holds no samples: .npy, .npz, .json, .png or .jpg expected");
        refused("a.txt", bytes("1"), "a.txt: .npy, .npz, .json, .png or .jpg expected");
        refused("a.npy", bytes("not an array"), "a.npy: it does not begin as an array; what numpy.save writes is expected");
        refused("e.npy", new byte[0], "e.npy: an empty file; what numpy.save writes is expected");
        refused("t.npy", Npy.of("<U1", false, "2", new byte[8]), "t.npy: numbers or booleans expected, found text");
        refused("o.npy", Npy.of("|O", false, "1, 2"), "o.npy: numbers or booleans expected, found Python objects, which are"
                + " not read");
        refused("c.npy", Npy.of("<c8", false, "1, 2", new byte[16]), "c.npy: numbers or booleans expected, found complex numbers");
        refused("f.npy", Npy.of("<f4", true, "1, 2", new byte[8]), "f.npy: it is stored column by column;"
                + " numpy.ascontiguousarray helps");
        refused("cut.npy", Arrays.copyOf(Npy.floats("1, 2", 1, 2), 70), "cut.npy: ");
        refused("s.npy", Npy.floats("1, 3", 1, 2, 3), "s.npy: input x takes 1 x 2, found float32 [1,3]; several samples lie"
                + " one after the other");
        refused("huge.npy", Npy.floats("99999999999, 99999999999"), "huge.npy: its shape (99999999999, 99999999999) is"
                + " impossible");
        refused("broken.npz", bytes("PK nothing"), "broken.npz: the archive is damaged");
        refused("a.json", bytes("{\"y\": [1, 2]}"), "a.json: no numbers for input x of 1 x 2");
        refused("b.json", bytes("{\"x\": [[1, [2]]]}"), "b.json, input x: a number expected, found ARRAY");
        refused("c.json", bytes("{\"x\": "), "c.json: line 1: no JSON");
        refused("a.png", bytes("x"), "a.png: an image, but input x takes an array of 1 x 2; .npy expected");
    }

    @Test
    void damagedNumbersAreFoundWhenTheyAreRead() throws IOException {
        write("n.npy", Npy.floats("2, 2", 1, 2, 3, Float.NaN));
        write("a.png", bytes("no picture"));
        write("b.jpg", bytes("\u00ff\u00d8\u00ff"));
        try (SampleSet set = open("n.npy", X)) {
            assertEquals(
                    "n.npy, sample 1: input x holds NaN at position 1, finite numbers expected",
                    assertThrows(SamplesException.class, () -> set.read(1)).getMessage());
        }
        try (SampleSet set = open("a.png", IMAGE)) {
            assertEquals(
                    "a.png: no image that can be read, PNG or JPEG expected",
                    assertThrows(SamplesException.class, () -> set.read(0)).getMessage());
        }
    }

    @Test
    void integersWantIntegers() throws IOException {
        write("ids.npy", Npy.floats("1, 3", 1, 2, 3));
        assertEquals(
                "ids.npy: input ids takes integers, found float32",
                assertThrows(SamplesException.class, () -> open("ids.npy", IDS)).getMessage());
        write("big.npy", Npy.of("<i8", false, "1, 1", Npy.bytes(8, 1L << 40)));
        try (SampleSet set = open("big.npy", IDS)) {
            assertTrue(assertThrows(SamplesException.class, () -> set.read(0)).getMessage().contains("no 32-bit integer"));
        }
    }

    private void refused(String name, byte[] content, String expected) throws IOException {
        if (content != null) {
            write(name, content);
        }
        String message = assertThrows(SamplesException.class, () -> open(name, X)).getMessage();
        assertTrue(message.startsWith(expected), message);
    }

    private SampleSet open(String name, ModelInput... inputs) throws IOException {
        return SampleSet.open(SampleFile.at(name, folder.resolve(name)), List.of(inputs));
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
    }

    private void write(String name, String content) throws IOException {
        write(name, bytes(content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void image(String name, int width, int height, int... pixels) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        File file = folder.resolve(name).toFile();
        assertTrue(ImageIO.write(image, "png", file));
    }
}
