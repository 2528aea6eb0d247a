package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlrecipe.calibrate.Statistics;
import dev.mlrecipe.calibrate.StatisticsJson;
import dev.mlrecipe.coreml.activation.Range;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes whose activations are quantized by running the model on data. */
class QuantizedActivationsTest {
    private static final String WEIGHTS =
            """
              - config_type: OpLinearQuantizerConfig
                global_config: {mode: linear_symmetric}
            """;

    @TempDir
    private Path folder;

    /** coremltools' figures for the same: 2 errors of 397, 43.9 dB. */
    @Test
    void digitNetWithIntegersOnlyIsNearlyAsGood() throws IOException {
        for (String config : List.of(
                "{mode: linear_symmetric}",
                "{mode: linear, dtype: uint8}",
                "{mode: linear_symmetric, range: percentile}",
                "{mode: linear, dtype: uint8, range: percentile}",
                "{mode: linear_symmetric, range: mse}",
                "{mode: linear, dtype: uint8, range: mse}")) {
            run(
                    """
                    model: %s
                    output: out.mlpackage
                    target: iOS17
                    data: %s
                    steps:
                      - config_type: OpActivationLinearQuantizerConfig
                        global_config: %s
                    """
                                    .formatted(model(), data(), config) + WEIGHTS,
                    Progress.NONE);
            Figures figures = figures(folder.resolve("out.mlpackage"));

            System.out.println("DigitNet W8A8 " + config + ": " + figures);
            assertTrue(figures.errors() <= 3, figures.toString());
            assertTrue(figures.snrDb() >= (config.contains("mse") ? 42.5 : 43), figures.toString());
        }
    }

    @Test
    void rangesAreThoseOfAllSamplesWhateverTheGroups() throws IOException {
        Map<String, Range> expected = new TreeMap<>();
        Tensor images = TestData.npy(data());
        List<String> names = List.copyOf(statistics(128, -1).ranges().keySet());
        try (Session session = TestData.open(model(), ExecuteOptions.defaults().withObserved(names).withRoundedHalves())) {
            for (int i = 0; i < images.shape().dim(0); i++) {
                Map<String, Tensor> seen = session.run(Map.of("image", TestData.sample(images, i)));
                for (String name : names) {
                    double min = Double.MAX_VALUE;
                    double max = -Double.MAX_VALUE;
                    for (float value : seen.get(name).toFloats()) {
                        min = Math.min(min, value);
                        max = Math.max(max, value);
                    }
                    expected.merge(name, new Range(min, max), Range::union);
                }
            }
        }

        int all = (int) images.shape().dim(0);
        assertTrue(names.size() > 10, names.toString());
        assertEquals(expected, statistics(all, -1).ranges());
        assertEquals(expected, statistics(all, 3).ranges());
    }

    @Test
    void savedStatisticsGiveTheSameOutput() throws IOException {
        String recipe =
                """
                model: %s
                output: %s.mlpackage
                target: iOS17
                %s
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """;
        Statistics seen = run(
                recipe.formatted(model(), "measured", "data: {path: " + data() + ", samples: 4, seed: 7}"), Progress.NONE);
        Files.writeString(folder.resolve("statistics.json"), StatisticsJson.write(seen));
        run(recipe.formatted(model(), "read", "statistics: statistics.json"), Progress.NONE);

        Path file = Path.of("Data/com.apple.CoreML/weights/weight.bin");
        assertEquals(
                -1,
                Files.mismatch(
                        folder.resolve("measured.mlpackage").resolve(file), folder.resolve("read.mlpackage").resolve(file)));
        Figures measured = figures(folder.resolve("measured.mlpackage"));
        assertEquals(measured, figures(folder.resolve("read.mlpackage")));
    }

    @Test
    void progressIsToldAndCancellationHeard() throws IOException {
        List<String> states = new ArrayList<>();
        Cancellation cancellation = new Cancellation();
        Progress progress = state -> {
            states.add(state.phase() + " " + state.weights() + "/" + state.totalWeights());
            if (state.weights() == 2) {
                cancellation.cancel();
            }
        };
        String recipe =
                """
                model: %s
                output: out.mlpackage
                data: {path: %s, samples: 5}
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(model(), data());

        assertThrows(CancellationException.class, () -> run(recipe, progress, cancellation, 1));
        assertEquals(List.of("CALIBRATING 0/5", "CALIBRATING 1/5", "CALIBRATING 2/5"), states);
        assertFalse(Files.exists(folder.resolve("out.mlpackage")));
    }

    @Test
    void dataThatDoesNotFitIsAFinding() throws IOException {
        Path labels = TestData.shared("models/digitnet/test_labels.npy");
        String recipe =
                """
                model: %s
                output: out.mlpackage
                data: %s
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(model(), labels);
        Path file = folder.resolve("test.mlrecipe.yaml");
        Files.writeString(file, recipe);
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            assertTrue(run.blocked());
            assertTrue(run.findings().toString().contains("test_labels.npy: input image takes"), run.findings().toString());
        }
    }

    /** The same for any number of threads and groups, and NumPy finds the same. */
    @Test
    void rangesAreThoseThatNumPyFinds() throws Exception {
        Path ranges = Files.createDirectory(folder.resolve("ranges"));
        Map<String, String> configs = new TreeMap<>(Map.of("min_max", "{}"));
        for (String method : List.of("percentile, percentile: 99.9", "mse")) {
            String name = method.split(",")[0];
            configs.put(name + "_symmetric", "{range: " + method + "}");
            configs.put(name + "_affine", "{mode: linear, range: " + method + "}");
        }
        for (Map.Entry<String, String> config : configs.entrySet()) {
            Statistics all = statistics(config.getValue(), -1, 2);
            if (config.getKey().endsWith("_affine")) {
                assertEquals(all, statistics(config.getValue(), 3, 1), config.getKey());
            }
            Files.writeString(ranges.resolve(config.getKey() + ".json"), StatisticsJson.write(all));
        }
        String python = System.getenv("MLRECIPE_PEER_PYTHON");
        assumeTrue(python != null, "SKIPPED: no MLRECIPE_PEER_PYTHON, so NumPy did not compare");
        Process check = new ProcessBuilder(
                        python,
                        TestData.ROOT.resolve("executor/src/test/peer/check_ranges.py").toString(),
                        model().toString(),
                        data().toString(),
                        ranges.toString())
                .redirectErrorStream(true)
                .start();
        String told = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, check.waitFor(), told);
    }

    private Statistics statistics(String config, int group, int threads) throws IOException {
        return run(
                """
                model: %s
                output: out.mlpackage
                data: {path: %s, samples: 128, calibration_op_group_size: %d}
                config_type: OpActivationLinearQuantizerConfig
                global_config: %s
                """
                        .formatted(model(), data(), group, config),
                Progress.NONE,
                new Cancellation(),
                threads);
    }

    private Statistics statistics(int samples, int group) throws IOException {
        return run(
                """
                model: %s
                output: out.mlpackage
                data: {path: %s, samples: %d, calibration_op_group_size: %d}
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(model(), data(), samples, group),
                Progress.NONE);
    }

    private static Path model() {
        return TestData.shared("models/digitnet/DigitNet_iOS17.mlpackage");
    }

    private static Path data() {
        return TestData.shared("models/digitnet/calibration_images.npy");
    }

    private Statistics run(String recipe, Progress progress) throws IOException {
        return run(recipe, progress, new Cancellation(), 2);
    }

    private Statistics run(String recipe, Progress progress, Cancellation cancellation, int threads)
            throws IOException {
        Path file = folder.resolve("test.mlrecipe.yaml");
        Files.writeString(file, recipe);
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            assertFalse(run.blocked(), () -> run.findings().toString());
            run.run(threads, progress, cancellation, failure -> {
                throw new AssertionError(failure);
            });
            return run.statistics().orElseThrow();
        }
    }

    /**
     * How a model does on DigitNet's test images.
     *
     * @param errors wrong digits of 397
     * @param snrDb of the logits against those of the uncompressed model
     */
    private record Figures(int errors, double snrDb) {}

    private static Figures figures(Path compressed) throws IOException {
        Tensor images = TestData.npy(TestData.shared("models/digitnet/test_images.npy"));
        int[] labels = ((Tensor.Ints) TestData.npy(TestData.shared("models/digitnet/test_labels.npy"))).values();
        double signal = 0;
        double noise = 0;
        int errors = 0;
        ExecuteOptions halves = ExecuteOptions.defaults().withRoundedHalves();
        try (Session plain = TestData.open(model(), halves);
                Session quantized = TestData.open(compressed, halves)) {
            for (int i = 0; i < labels.length; i++) {
                Map<String, Tensor> image = Map.of("image", TestData.sample(images, i));
                float[] right = plain.run(image).get("logits").toFloats();
                float[] found = quantized.run(image).get("logits").toFloats();
                int best = 0;
                for (int k = 0; k < found.length; k++) {
                    signal += right[k] * right[k];
                    noise += (right[k] - found[k]) * (right[k] - found[k]);
                    best = found[k] > found[best] ? k : best;
                }
                errors += best == labels[i] ? 0 : 1;
            }
        }
        return new Figures(errors, 10 * Math.log10(signal / noise));
    }
}
