package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that are suggested by the error of outputs on samples. */
class SuggestWithDataTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final String DIGITNET = ROOT.resolve("examples/models/DigitNet_iOS18.mlpackage").toString();
    private static final String SENSITIVE =
            ROOT.resolve("executor/src/test/resources/sensitive/model.mlpackage").toString();

    @TempDir
    private Path folder;

    private Path recipe;

    @BeforeEach
    void place() throws IOException {
        recipe = folder.resolve("Net.mlrecipe.yaml");
        Files.createDirectory(folder.resolve("samples"));
        strokes(folder.resolve("samples/images.npy"), 40, 5);
        Random random = new Random(3);
        float[] vectors = new float[20 * 64];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) random.nextGaussian();
        }
        CommandLineRun.writeArray(folder.resolve("vectors.npy"), "20, 64", vectors);
    }

    /** Images with a few lines, somewhat like digits. */
    private static void strokes(Path file, int count, long seed) throws IOException {
        Random random = new Random(seed);
        float[] pixels = new float[count * 256];
        for (int image = 0; image < count; image++) {
            for (int stroke = 0; stroke < 4; stroke++) {
                double x = 3 + random.nextInt(10);
                double y = 3 + random.nextInt(10);
                double angle = random.nextDouble() * Math.PI;
                for (int step = -4; step <= 4; step++) {
                    int column = Math.clamp(Math.round(x + step * Math.cos(angle)), 0, 15);
                    int row = Math.clamp(Math.round(y + step * Math.sin(angle)), 0, 15);
                    pixels[image * 256 + row * 16 + column] = 1;
                }
            }
        }
        CommandLineRun.writeArray(file, count + ", 1, 16, 16", pixels);
    }

    private JsonNode suggest(String model, String data, String... budget) throws IOException {
        String[] arguments = new String[budget.length + 13];
        String[] usual = {
            "suggest", model, "--target", "iOS18", "--data", folder.resolve(data).toString(), "-o", recipe.toString(),
            "--json", "-", "--no-cache", "--force", "--quiet"
        };
        System.arraycopy(usual, 0, arguments, 0, usual.length);
        System.arraycopy(budget, 0, arguments, usual.length, budget.length);
        CommandLineRun run = CommandLineRun.of(arguments);
        assertEquals(0, run.code(), run.err());
        CommandLineRun check = CommandLineRun.of("check", recipe.toString());
        assertTrue(check.out().endsWith("1 recipe: 0 errors, 0 warnings\n"), check.out() + check.err());
        assertFalse((check.out() + check.err()).contains(": hint: "), check.out() + check.err());
        return run.json();
    }

    /** Equal noise in the weights makes errors of 1, 1e-4 and 0 at the output. */
    @Test
    void bytesGoWhereTheOutputsNeedThem() throws IOException {
        JsonNode suggestion = suggest(SENSITIVE, "vectors.npy", "--min-ratio", "4");
        JsonNode layers = CommandLineRun.of("compress", recipe.toString(), "--no-cache", "--quiet", "--json", "-")
                .json()
                .get("layers");
        double[] bits = new double[3];
        for (JsonNode layer : layers) {
            int at = List.of("loud", "quiet", "gone").indexOf(layer.get("const").asText());
            if (at >= 0) {
                bits[at] = 8.0 * layer.get("stored_bytes").asLong() / (64 * 64);
            }
        }
        String found = bits[0] + ", " + bits[1] + " and " + bits[2] + " bits\n" + Files.readString(recipe);
        assertTrue(bits[0] > bits[1] + 2, found);
        assertTrue(bits[1] > bits[2], found);
        assertEquals("outputs", suggestion.get("snr_of").asText());
        assertTrue(measured(suggestion) > 30, suggestion.toString());
    }

    @Test
    void anOutputSnrIsKeptAsPrinted() throws IOException {
        JsonNode suggestion = suggest(DIGITNET, "samples", "--min-output-snr", "22");
        String text = Files.readString(recipe);
        assertTrue(text.contains("\ndata: samples\n"), text);
        assertTrue(text.contains("# Measured on 40 samples: "), text);
        assertTrue(text.contains("\nexpect:\n  min_output_snr_db: 22\n"), text);
        // Its exit code says that the run measured what the recipe expects.
        assertEquals(0, CommandLineRun.of("compress", recipe.toString(), "--quiet", "--no-cache").code());
        float[] wanted = outputs(DIGITNET);
        float[] found = outputs(folder.resolve("Net.mlpackage").toString());
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < wanted.length; i++) {
            signal += (double) wanted[i] * wanted[i];
            noise += ((double) wanted[i] - found[i]) * ((double) wanted[i] - found[i]);
        }
        double snrDb = 10 * Math.log10(signal / noise);
        // What is measured is computed without fusing operations, which changes last bits.
        assertEquals(measured(suggestion), snrDb, 0.01);
        assertTrue(measured(suggestion) >= 22, snrDb + " dB");
        assertTrue(snrDb < 25, snrDb + " dB: there was room");
    }

    private float[] outputs(String model) throws IOException {
        Path file = folder.resolve("outputs.npy");
        CommandLineRun run = CommandLineRun.of(
                "run", model, "--data", folder.resolve("samples").toString(), "-o", file.toString(), "--quiet",
                "--round-float16");
        assertEquals(0, run.code(), run.err());
        return CommandLineRun.readArray(file);
    }

    private static double measured(JsonNode suggestion) {
        return suggestion.get("measured").get("outputs").get(0).get("snr_db").asDouble();
    }

    /** The sum of errors that were measured one weight at a time is the error of all of them together. */
    @Test
    void errorsOfWeightsAddUp() throws IOException {
        for (String ratio : new String[] {"2.5", "4", "6"}) {
            JsonNode suggestion = suggest(DIGITNET, "samples", "--min-ratio", ratio);
            double expected = suggestion.get("reached").get("snr_db").asDouble();
            System.out.printf("DigitNet %sx: %.1f dB expected, %.1f dB measured%n", ratio, expected, measured(suggestion));
            assertEquals(expected, measured(suggestion), 3, ratio);
        }
    }

    @Test
    void equalInputGivesEqualRecipesWithAnyNumberOfThreads() throws IOException {
        suggest(DIGITNET, "samples", "--min-ratio", "5", "--samples", "10", "--seed", "4", "--threads", "1");
        String one = Files.readString(recipe);
        suggest(DIGITNET, "samples", "--min-ratio", "5", "--samples", "10", "--seed", "4", "--threads", "3");
        assertEquals(one, Files.readString(recipe));
        assertTrue(one.contains("\ndata: {path: samples, samples: 10, seed: 4}\n"), one);
    }

    @Test
    void samplesThatDoNotFitAreNamedBeforeAnythingIsMeasured() {
        CommandLineRun run = CommandLineRun.of(
                "suggest", DIGITNET, "--min-ratio", "4", "-o", recipe.toString(), "--data",
                folder.resolve("vectors.npy").toString());
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("vectors.npy: input image takes 1 x 1 x 16 x 16, found float32 [20,64]"), run.err());
        assertFalse(run.err().contains("measuring"), run.err());
        assertFalse(Files.exists(recipe));
    }
}
