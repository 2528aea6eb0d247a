package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Session;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that measure how far the result is from the original. */
class AccuracyTest {
    private static final int IMAGES = 397;

    @TempDir
    private Path folder;

    /**
     * A compression of DigitNet as coremltools measured it, in {@code results.csv}.
     *
     * @param config name of the row
     * @param target its target
     * @param steps the same as a recipe
     * @param errors wrong digits that are allowed beside those of the row
     */
    private record Row(String config, String target, String steps, int errors) {}

    private static final List<Row> ROWS = List.of(
            new Row("palett8", "iOS16", "{config_type: OpPalettizerConfig, global_config: {nbits: 8}}", 0),
            new Row("palett6", "iOS18", "{config_type: OpPalettizerConfig, global_config: {nbits: 6}}", 0),
            new Row("palett4", "iOS18", "{config_type: OpPalettizerConfig, global_config: {nbits: 4}}", 0),
            new Row("lin_int8", "iOS18", "{config_type: OpLinearQuantizerConfig, global_config: {}}", 0),
            new Row(
                    "int4_block32",
                    "iOS18",
                    "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int4, granularity: per_block,"
                            + " block_size: 32}}",
                    0),
            new Row("prune50", "iOS16", "{config_type: OpMagnitudePrunerConfig, global_config: {target_sparsity: 0.5}}", 0),
            new Row(
                    "w8a8_int8",
                    "iOS17",
                    "{config_type: OpActivationLinearQuantizerConfig, global_config: {}}, {config_type: OpLinearQuantizerConfig, global_config: {}}",
                    1));

    /** Weights alone within 1 dB of coremltools' results; with activations not worse than 43 dB. */
    @Test
    void figuresOfDigitNetAreThoseOfCoremltools() throws IOException {
        Map<String, String[]> expected = results();
        for (Row row : ROWS) {
            String[] fields = expected.get(row.config() + " " + row.target());
            RecipeRun.Result result = run(
                    """
                    model: %s
                    output: out.mlpackage
                    target: %s
                    data: {path: %s, samples: 1000, labels: %s}
                    steps: [%s]
                    """
                            .formatted(model(row.target()), row.target(), images(), labels(), row.steps()),
                    2);
            OutputAccuracy logits = measured(result).output("logits").orElseThrow();
            double accuracy = logits.labelled().orElseThrow().compressed();
            System.out.printf(
                    "DigitNet %s %s: %.2f dB, mean of images %.2f (coremltools %s), same digit %.4f, accuracy %.4f (%s)%n",
                    row.config(), row.target(), logits.snrDb(), logits.meanSnrDb(), fields[8],
                    logits.agreement().orElseThrow(), accuracy, fields[5]);

            double decibels = Double.parseDouble(fields[8]);
            if (row.config().startsWith("w8a8")) {
                assertTrue(logits.meanSnrDb() >= 43, row + ": " + logits);
            } else {
                assertEquals(decibels, logits.meanSnrDb(), 1, row + ": " + logits);
            }
            assertTrue((1 - accuracy) * IMAGES < Integer.parseInt(fields[6]) + row.errors() + 0.5, row + ": " + logits);
            assertEquals(396.0 / IMAGES, logits.labelled().get().original(), 1e-12);
        }
    }

    private static Map<String, String[]> results() throws IOException {
        Map<String, String[]> rows = new HashMap<>();
        for (String line : Files.readAllLines(TestData.shared("models/digitnet/results.csv"))) {
            String[] fields = line.split(",");
            rows.put(fields[0] + " " + fields[1], fields);
        }
        return rows;
    }

    /** Every figure again, from all outputs of both models. What else is computed may change their last bits. */
    @Test
    void figuresAreThoseOfTheOutputs() throws IOException {
        RecipeRun.Result result = run(
                """
                model: %s
                output: out.mlpackage
                data: {path: %s, samples: 1000, labels: %s}
                config_type: OpPalettizerConfig
                global_config: {nbits: 2}
                """
                        .formatted(model("iOS18"), images(), labels()),
                2);
        Accuracy.Measured measured = measured(result);
        assertEquals(IMAGES, measured.samples());
        assertEquals(List.of(), measured.problems());
        OutputAccuracy logits = measured.outputs().getFirst();

        int[] digits = ((Tensor.Ints) TestData.npy(labels())).values();
        LayerAccuracy worst = measured.worst().getFirst();
        List<float[]> right = values(model("iOS18"), "logits");
        List<float[]> found = values(folder.resolve("out.mlpackage"), "logits");
        double cosines = 0;
        double lowest = 1;
        double rightBefore = 0;
        double rightAfter = 0;
        double same = 0;
        for (int i = 0; i < digits.length; i++) {
            double product = 0;
            double a = 0;
            double b = 0;
            for (int k = 0; k < 10; k++) {
                product += (double) right.get(i)[k] * found.get(i)[k];
                a += (double) right.get(i)[k] * right.get(i)[k];
                b += (double) found.get(i)[k] * found.get(i)[k];
            }
            cosines += product / Math.sqrt(a * b);
            lowest = Math.min(lowest, product / Math.sqrt(a * b));
            int before = best(right.get(i));
            int after = best(found.get(i));
            same += before == after ? 1 : 0;
            rightBefore += before == digits[i] ? 1 : 0;
            rightAfter += after == digits[i] ? 1 : 0;
        }
        assertEquals(snrDb(right, found), logits.snrDb(), 1e-4);
        assertEquals(cosines / IMAGES, logits.meanCosine(), 1e-4);
        assertEquals(lowest, logits.minCosine(), 1e-4);
        assertEquals(same / IMAGES, logits.agreement().orElseThrow(), 1e-12);
        assertEquals(rightBefore / IMAGES, logits.labelled().orElseThrow().original(), 1e-12);
        assertEquals(rightAfter / IMAGES, logits.labelled().orElseThrow().compressed(), 1e-12);

        String value = outputOf(worst.op());
        double inside = snrDb(values(model("iOS18"), value), values(folder.resolve("out.mlpackage"), value));
        assertEquals(inside, worst.snrDb(), 1e-4, worst.toString());
        assertEquals(7, measured.layers().size(), measured.layers().toString());
    }

    private static String outputOf(String op) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(model("iOS18"))) {
            return model.functions().getFirst().ops().stream()
                    .filter(facts -> facts.name().equals(op))
                    .map(facts -> facts.outputs().getFirst().name())
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<float[]> values(Path model, String name) throws IOException {
        Tensor images = TestData.npy(images());
        List<float[]> values = new ArrayList<>();
        ExecuteOptions options = ExecuteOptions.defaults().withRoundedHalves();
        try (Session session = TestData.open(
                model, name.equals("logits") ? options : options.withObserved(List.of(name)))) {
            for (int i = 0; i < IMAGES; i++) {
                values.add(session.run(Map.of("image", TestData.sample(images, i))).get(name).toFloats());
            }
        }
        return values;
    }

    private static double snrDb(List<float[]> right, List<float[]> found) {
        double signal = 0;
        double noise = 0;
        for (int i = 0; i < right.size(); i++) {
            for (int k = 0; k < right.get(i).length; k++) {
                signal += Math.pow(right.get(i)[k], 2);
                noise += Math.pow((double) right.get(i)[k] - found.get(i)[k], 2);
            }
        }
        return 10 * Math.log10(signal / noise);
    }

    private static int best(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @Test
    void theNumberOfThreadsDoesNotShow() throws IOException {
        String recipe =
                """
                model: %s
                output: out.mlpackage
                data: {path: %s, samples: 60, seed: 5, labels: %s}
                config_type: OpLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(model("iOS18"), images(), labels());
        Accuracy.Measured alone = measured(run(recipe, 1));

        assertEquals(60, alone.samples());
        assertEquals(alone, measured(run(recipe, 3)));
    }

    @Test
    void expectationsAreJudgedAndTheOutputIsWritten() throws IOException {
        RecipeRun.Result result = run(
                """
                model: %s
                output: out.mlpackage
                data: {path: %s, samples: 40, labels: %s}
                config_type: OpMagnitudePrunerConfig
                global_config: {target_sparsity: 0.75}
                expect: {min_output_snr_db: 20, min_cosine: {logits: 0.99}, min_top1_agreement: 0.9, max_accuracy_drop: 0.01}
                """
                        .formatted(model("iOS18"), images(), labels()),
                2);
        List<String> messages = result.findings().stream().map(Finding::message).toList();

        assertEquals(4, messages.size(), messages.toString());
        assertTrue(messages.get(0).startsWith("min_output_snr_db 20.0 dB is not met: logits has "), messages.get(0));
        assertTrue(messages.get(1).startsWith("min_cosine 0.99 is not met: logits has "), messages.get(1));
        assertTrue(messages.get(2).startsWith("min_top1_agreement 0.9 is not met: logits agrees in "), messages.get(2));
        assertTrue(messages.get(3).startsWith("max_accuracy_drop 0.01 is not met: logits loses "), messages.get(3));
        assertTrue(messages.get(3).contains(" on 40 samples; the layer that is furthest off is "), messages.get(3));
        assertTrue(Files.exists(folder.resolve("out.mlpackage")));
    }

    @Test
    void cancellationAndBadSamplesLeaveTheFormerOutput() throws IOException {
        String recipe =
                """
                model: %s
                output: out.mlpackage
                data: %s
                config_type: OpPalettizerConfig
                global_config: {nbits: %d}
                """;
        run(recipe.formatted(model("iOS18"), images(), 8), 2);
        Path weights = folder.resolve("out.mlpackage/Data/com.apple.CoreML/weights/weight.bin");
        byte[] former = Files.readAllBytes(weights);

        List<String> states = new ArrayList<>();
        Cancellation cancellation = new Cancellation();
        assertThrows(
                CancellationException.class,
                () -> run(
                        recipe.formatted(model("iOS18"), images(), 4),
                        state -> {
                            if (state.phase() == Progress.Phase.MEASURING_ACCURACY) {
                                states.add(state.weights() + "/" + state.totalWeights());
                                if (state.weights() == 3) {
                                    cancellation.cancel();
                                }
                            }
                        },
                        cancellation,
                        1));
        assertEquals(List.of("0/128", "1/128", "2/128", "3/128"), states);
        assertEquals(-1, Arrays.mismatch(former, Files.readAllBytes(weights)));

        byte[] broken = Files.readAllBytes(images());
        ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putFloat(broken.length - 4, Float.NaN);
        Files.write(folder.resolve("nan.npy"), broken);
        InputException wrong = assertThrows(
                InputException.class,
                () -> run(recipe.formatted(model("iOS18"), "{path: nan.npy, samples: 1000}", 4), 2));
        assertTrue(wrong.getMessage().startsWith("nan.npy, sample 396: input image holds NaN"), wrong.getMessage());
        assertEquals(-1, Arrays.mismatch(former, Files.readAllBytes(weights)));
    }

    private static Accuracy.Measured measured(RecipeRun.Result result) {
        return result.report().accuracy().measured().orElseThrow(() ->
                new AssertionError(result.report().accuracy().toString()));
    }

    private static Path model(String target) {
        return TestData.shared("models/digitnet/DigitNet_" + target + ".mlpackage");
    }

    private static Path images() {
        return TestData.shared("models/digitnet/test_images.npy");
    }

    private static Path labels() {
        return TestData.shared("models/digitnet/test_labels.npy");
    }

    private RecipeRun.Result run(String recipe, int threads) throws IOException {
        return run(recipe, Progress.NONE, new Cancellation(), threads);
    }

    private RecipeRun.Result run(String recipe, Progress progress, Cancellation cancellation, int threads)
            throws IOException {
        Path file = folder.resolve("test.mlrecipe.yaml");
        Files.writeString(file, recipe);
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs = RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            assertFalse(run.blocked(), () -> run.findings().toString());
            return run.run(threads, progress, cancellation, failure -> {
                throw new AssertionError(failure);
            });
        }
    }
}
