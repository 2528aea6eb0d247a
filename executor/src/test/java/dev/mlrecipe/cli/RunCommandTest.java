package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mlrecipe run}: what a model gives, as arrays; what it cannot give is named. */
class RunCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final String DIGITNET = ROOT.resolve("examples/models/DigitNet_iOS18.mlpackage").toString();

    @TempDir
    private Path folder;

    private String images;

    @BeforeEach
    void placeImages() throws IOException {
        Path file = folder.resolve("images.npy");
        float[] pixels = new float[25 * 256];
        Random random = new Random(1);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat();
        }
        CommandLineRun.writeArray(file, "25, 1, 16, 16", pixels);
        images = file.toString();
    }

    @Test
    void outputsOfAllSamplesAreOneArrayForAnyNumberOfThreads() throws IOException {
        Path one = folder.resolve("one.npy");
        Path two = folder.resolve("two.npz");
        CommandLineRun run = run("run", DIGITNET, "--data", images, "--samples", "20", "-o", one.toString(), "--threads", "1");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("logits  float32  [20,1,10]"), run.out());
        assertTrue(run.out().contains("20 samples, written to " + one), run.out());
        run = run("run", DIGITNET, "--data", images, "--samples", "20", "-o", two.toString(), "--threads", "3", "--json", "-");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("\"name\" : \"logits\""), run.out());
        byte[] array = Files.readAllBytes(one);
        byte[] archive = Files.readAllBytes(two);
        assertEquals(20 * 10 * 4 + 128, array.length);
        int at = archive.length;
        for (int i = 0; i + array.length <= archive.length; i++) {
            if (Arrays.equals(archive, i, i + array.length, array, 0, array.length)) {
                at = i;
            }
        }
        assertTrue(at < archive.length, "the archive holds the array as it is");
    }

    @Test
    void roundingShows() throws IOException {
        Path fine = folder.resolve("fine.npy");
        Path coarse = folder.resolve("coarse.npy");
        run("run", DIGITNET, "--data", images, "--samples", "3", "-o", fine.toString());
        run("run", DIGITNET, "--data", images, "--samples", "3", "-o", coarse.toString(), "--round-float16");
        assertFalse(Arrays.equals(Files.readAllBytes(fine), Files.readAllBytes(coarse)));
    }

    @Test
    void whatCannotBeRunIsNamedAndTheRestIsWritten() throws IOException {
        String model = ROOT.resolve("executor/src/test/resources/unsupported/model.mlpackage").toString();
        Path data = folder.resolve("x.json");
        Files.writeString(data, "{\"x\": [[1, -2, 3]], \"i\": [0, 1]}");
        Path output = folder.resolve("out.npz");
        CommandLineRun run = run("run", model, "--data", data.toString(), "-o", output.toString());
        assertEquals(1, run.code(), run.out() + run.err());
        assertTrue(run.err().contains("noise (random_uniform): this type of operation is not supported"), run.err());
        assertTrue(run.err().contains("without these operations there is no"), run.err());
        assertTrue(Files.exists(output));
    }

    @Test
    void mistakesAreExplainedBeforeAnythingRuns() {
        assertMistake("no such file or folder", "run", DIGITNET, "--data", "no.npy");
        assertMistake("no function other, only main", "run", DIGITNET, "--data", images, "--function", "other");
        assertMistake(".npz, .npy or - expected", "run", DIGITNET, "--data", images, "-o", "out.txt");
        assertMistake("would overwrite", "run", DIGITNET, "--data", images, "-o", images);
        assertMistake("--samples must be 1 or more", "run", DIGITNET, "--data", images, "--samples", "0");
        assertMistake("would mix on standard output", "run", DIGITNET, "--data", images, "-o", "-", "--json", "-");
    }

    private void assertMistake(String message, String... arguments) {
        CommandLineRun run = run(arguments);
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains(message), run.err());
    }

    private static CommandLineRun run(String... arguments) {
        return CommandLineRun.of(arguments);
    }
}
