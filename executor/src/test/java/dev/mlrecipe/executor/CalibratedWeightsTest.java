package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes whose weights are made for what DigitNet multiplies them with on data; judged on other images. */
class CalibratedWeightsTest {
    private static final Path WEIGHTS = Path.of("Data/com.apple.CoreML/weights/weight.bin");

    @TempDir
    private Path folder;

    @Test
    void logitsDifferLessAtTheSameSize() throws IOException {
        for (String config : List.of(
                "OpLinearQuantizerConfig, global_config: {dtype: int4, algorithm: %s}",
                "OpPalettizerConfig, global_config: {nbits: 3, algorithm: %s}",
                "OpPalettizerConfig, global_config: {nbits: 2, granularity: per_grouped_channel, group_size: 8,"
                        + " algorithm: %s}")) {
            RecipeRun.Result without = run(config.formatted("nearest"), 2);
            double before = snrDb();
            RecipeRun.Result with = run(config.formatted("gptq"), 2);
            double after = snrDb();

            System.out.printf("DigitNet %s: logits %.1f dB, data-free %.1f dB%n", config, after, before);
            assertTrue(after >= before + 2, after + " and " + before);
            assertEquals(
                    without.report().totals().storedBytes(), with.report().totals().storedBytes(), "bytes of weights");
        }
    }

    @Test
    void theSameBytesForAnyNumberOfThreads() throws IOException {
        String config = "OpPalettizerConfig, global_config: {nbits: 4, algorithm: gptq}";
        run(config, 1);
        byte[] one = Files.readAllBytes(folder.resolve("out.mlpackage").resolve(WEIGHTS));
        run(config, 3);
        assertArrayEquals(one, Files.readAllBytes(folder.resolve("out.mlpackage").resolve(WEIGHTS)));
    }

    @Test
    void otherSamplesAreAnotherOutput() throws IOException {
        String recipe = recipe("OpPalettizerConfig, global_config: {nbits: 4, algorithm: gptq}");
        assertFalse(key(recipe).equals(key(recipe.replace("samples: 32", "samples: 31"))));
        String nearest = recipe.replace("gptq", "nearest");
        assertEquals(key(nearest), key(nearest.replace("samples: 32", "samples: 31")));
    }

    @Test
    void progressIsToldAndCancellationHeard() {
        List<String> states = new ArrayList<>();
        Cancellation cancellation = new Cancellation();
        Progress progress = state -> {
            states.add(state.phase() + " " + state.weights() + "/" + state.totalWeights());
            if (state.weights() == 2) {
                cancellation.cancel();
            }
        };
        String config = "OpPalettizerConfig, global_config: {nbits: 4, algorithm: gptq}";

        assertThrows(CancellationException.class, () -> run(recipe(config), 1, progress, cancellation));
        assertEquals(List.of("CALIBRATING 0/32", "CALIBRATING 1/32", "CALIBRATING 2/32"), states);
        assertFalse(Files.exists(folder.resolve("out.mlpackage")));
    }

    private static Path model() {
        return TestData.shared("models/digitnet/DigitNet_iOS18.mlpackage");
    }

    private static String recipe(String config) {
        return "{model: %s, output: out.mlpackage, target: iOS18, data: {path: %s, samples: 32}, config_type: %s}"
                .formatted(model(), TestData.shared("models/digitnet/calibration_images.npy"), config);
    }

    private RecipeRun.Result run(String config, int threads) throws IOException {
        return run(recipe(config), threads, Progress.NONE, new Cancellation());
    }

    private RecipeRun.Result run(String recipe, int threads, Progress progress, Cancellation cancellation)
            throws IOException {
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = open(recipe, techniques)) {
            RecipeRun run = runs.all().getFirst();
            assertFalse(run.blocked(), () -> run.findings().toString());
            return run.run(threads, progress, cancellation, failure -> {
                throw new AssertionError(failure);
            });
        }
    }

    private String key(String recipe) throws IOException {
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = open(recipe, techniques)) {
            return runs.all().getFirst().planKey();
        }
    }

    private RecipeRuns open(String recipe, Techniques techniques) throws IOException {
        Path file = folder.resolve("test.mlrecipe.yaml");
        Files.writeString(file, recipe);
        return RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"));
    }

    /** Signal to noise of the logits of 100 test images. */
    private double snrDb() throws IOException {
        Tensor images = TestData.npy(TestData.shared("models/digitnet/test_images.npy"));
        double signal = 0;
        double noise = 0;
        ExecuteOptions halves = ExecuteOptions.defaults().withRoundedHalves();
        try (Session plain = TestData.open(model(), halves);
                Session compressed = TestData.open(folder.resolve("out.mlpackage"), halves)) {
            for (int i = 0; i < 100; i++) {
                Map<String, Tensor> image = Map.of("image", TestData.sample(images, i));
                float[] right = plain.run(image).get("logits").toFloats();
                float[] found = compressed.run(image).get("logits").toFloats();
                for (int k = 0; k < found.length; k++) {
                    signal += right[k] * right[k];
                    noise += (right[k] - found[k]) * (right[k] - found[k]);
                }
            }
        }
        return 10 * Math.log10(signal / noise);
    }
}
