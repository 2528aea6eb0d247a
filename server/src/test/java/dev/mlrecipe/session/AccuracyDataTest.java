package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.samples.Npy;
import dev.mlrecipe.testing.Annotated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of samples, labels and expectations of accuracy where no executor is at hand. */
final class AccuracyDataTest {
    private static final Path MODEL =
            Path.of(System.getProperty("mlrecipe.root"), "examples/models/DigitNet_iOS18.mlpackage");

    private static final String HERE = "there is no executor here to run the model on data; " + Executors.howToInstall();

    @TempDir
    private Path folder;

    @BeforeEach
    void samples() throws IOException {
        assumeTrue(Executors.find().isEmpty(), "an executor is installed");
        Files.write(folder.resolve("images.npy"), Npy.floats("3, 1, 16, 16", new float[3 * 256]));
        Files.write(folder.resolve("labels.npy"), Npy.integers("3,", 0, 9, 4));
    }

    @Test
    void withoutAnExecutorTheOutputIsWrittenAndNothingIsMeasured() throws IOException {
        check(
                """
                model: MODEL
                output: out.mlpackage
                data: {path: images.npy, labels: labels.npy}
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                expect:
                  min_cosine: 0.99
                #             ^^^^ expectation-failed(warning) min_cosine is not judged: HERE
                  max_accuracy_drop: {logits: 0.01}
                #                             ^^^^ expectation-failed(warning) max_accuracy_drop is not judged: HERE
                """);
        try (RecipeRuns runs = open(Files.readString(folder.resolve("test.mlrecipe.yaml")))) {
            RecipeRun.Result result =
                    runs.all().getFirst().run(2, Progress.NONE, new Cancellation(), failure -> {
                        throw new AssertionError(failure);
                    });
            Accuracy.NotMeasured not = assertInstanceOf(Accuracy.NotMeasured.class, result.report().accuracy());
            assertEquals(HERE, not.reason());
            assertTrue(Files.exists(folder.resolve("out.mlpackage")));
            assertEquals(2, result.findings().size());
        }
    }

    @Test
    void whatExpectationsLackIsSaid() throws IOException {
        check(
                """
                model: MODEL
                output: out.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                expect:
                  min_output_snr_db: 20
                #                    ^^ expectation-failed(warning) min_output_snr_db is not judged: it needs data, samples to run the model on
                """);
        check(
                """
                model: MODEL
                output: out.mlpackage
                data: {path: images.npy, measure: false}
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                expect:
                  min_top1_agreement: 0.9
                #                     ^^^ expectation-failed(warning) min_top1_agreement is not judged: data says measure: false
                """);
        check(
                """
                model: MODEL
                output: out.mlpackage
                data: images.npy
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                expect:
                  max_accuracy_drop: 0.01
                #                    ^^^^ expectation-failed(warning) max_accuracy_drop is not judged: data needs labels, the right classes of its samples
                """);
    }

    @Test
    void outputsOfExpectationsAreThoseOfTheModel() throws IOException {
        check(
                """
                model: MODEL
                output: out.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                expect:
                  min_cosine: {logit: 0.9}
                #              ^^^^^ invalid-value min_cosine: the model has no output logit; it has logits
                """);
    }

    @Test
    void whatIsWrongWithLabelsIsSaid() throws IOException {
        labels("missing.npy", null, "missing.npy: no such file");
        labels("few.npy", Npy.integers("2,", 0, 1), "few.npy: 2 labels for 3 samples; one for each sample expected");
        labels("float.npy", Npy.floats("3,", 0, 1, 2), "float.npy: labels are integers, found float32");
        labels("pairs.npy", Npy.integers("3, 2", 0, 1, 2, 3, 4, 5), "found shape [3,2]");
        labels("range.npy", Npy.integers("3,", 0, 10, 4), "range.npy: label 1 is 10; a class from 0 to 9 expected");
        labels("negative.txt", text("0\n-1\n4\n"), "negative.txt: label 1 is -1; a class from 0 to 9 expected");
        labels("names.csv", text("0\nseven\n4\n"), "names.csv: label 1 is seven; a class from 0 to 9 expected");
        labels("object.json", text("{\"a\": 1}"), "object.json: a list of integers or names expected");
        labels("half.json", text("[0, 1.5, 2]"), "half.json: label 1: an integer or a name expected, found 1.5");
        labels("broken.json", text("[0,\n 1"), "broken.json: line 2: no JSON");
        labels("empty.txt", text("\n"), "empty.txt: it holds no labels");
        labels("binary.txt", new byte[] {0, 1, 0}, "binary.txt: line 1: no text; .npy, .json, .csv or .txt expected");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void labels(String name, byte[] content, String message) throws IOException {
        if (content != null) {
            Files.write(folder.resolve(name), content);
        }
        try (RecipeRuns runs = open(recipe("{path: images.npy, labels: " + name + "}"))) {
            List<Finding> findings = runs.findings();
            assertEquals(1, findings.size(), findings.toString());
            assertTrue(findings.getFirst().message().contains(message), findings.getFirst().message());
            assertEquals(Code.DATA_INVALID.word(), findings.getFirst().code());
            assertEquals(name, runs.text().content().substring(
                    findings.getFirst().span().start(), findings.getFirst().span().end()));
            assertTrue(runs.all().getFirst().blocked());
        }
    }

    @Test
    void labelsInAnyFileAndAmongTheSamples() throws IOException {
        Files.writeString(folder.resolve("labels.json"), "[0, 9, \"4\"]");
        Files.writeString(folder.resolve("labels.csv"), "0\r\n\"9\"\r\n4\r\n");
        for (String file : List.of("labels.npy", "labels.json", "labels.csv")) {
            assertFine("{path: images.npy, labels: " + file + ", samples: 2, seed: 3}");
        }
        Files.createDirectories(folder.resolve("all"));
        Files.move(folder.resolve("images.npy"), folder.resolve("all/images.npy"));
        Files.move(folder.resolve("labels.npy"), folder.resolve("all/labels.npy"));
        assertFine("{path: all, labels: all/labels.npy}");
    }

    private void assertFine(String data) throws IOException {
        try (RecipeRuns runs = open(recipe(data))) {
            assertEquals(List.of(), runs.findings(), data);
        }
    }

    @Test
    void theOutputThatLabelsAreForMustChooseAClass() throws IOException {
        try (RecipeRuns runs = open(recipe("{path: images.npy, labels: labels.npy, label_output: logit}"))) {
            assertEquals(
                    List.of("label_output logit is no output that chooses a class; did you mean \"logits\"?; those are logits"),
                    runs.findings().stream().map(Finding::message).toList());
        }
        assertFine("{path: images.npy, labels: labels.npy, label_output: logits}");
    }

    @Test
    void samplesThatDoNotFitAreAFindingAlsoForWeightsAlone() throws IOException {
        Files.write(folder.resolve("small.npy"), Npy.floats("1, 1, 8, 8", new float[64]));
        try (RecipeRuns runs = open(recipe("small.npy"))) {
            assertTrue(runs.all().getFirst().blocked());
            assertTrue(
                    runs.findings().getFirst().message().contains("small.npy: input image takes"),
                    runs.findings().toString());
        }
        assertFine("{path: small.npy, measure: false}");
    }

    @Test
    void otherLabelsAreOtherFigures() throws IOException {
        String before = key("{path: images.npy, labels: labels.npy}");
        assertFalse(before.isEmpty());
        assertEquals(before, key("{path: images.npy, labels: labels.npy}"));
        assertNotEquals(before, key("images.npy"));
        assertNotEquals(before, key("{path: images.npy, labels: labels.npy, seed: 1}"));
        Files.write(folder.resolve("labels.npy"), Npy.integers("3,", 0, 9, 5));
        assertNotEquals(before, key("{path: images.npy, labels: labels.npy}"));
        assertEquals("", key("{path: images.npy, measure: false}"));
    }

    private String key(String data) throws IOException {
        Path file = folder.resolve("test.mlrecipe.yaml");
        Files.writeString(file, recipe(data));
        try (Techniques techniques = Techniques.builtIn()) {
            Toolbox toolbox = Toolbox.of(techniques.all(), "test");
            return PlacedRecipe.all(
                            toolbox.parser().parse(RecipeFile.read(file)), file, Boundary.NONE, toolbox.hashes())
                    .getFirst()
                    .accuracy()
                    .key()
                    .get();
        }
    }

    private static String recipe(String data) {
        return """
                model: %s
                output: out.mlpackage
                data: %s
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """
                .formatted(MODEL, data);
    }

    /** Positions in {@code annotated} are those behind the model's name, which takes a line of its own. */
    private void check(String annotated) throws IOException {
        String clean = Annotated.clean(annotated).replace("MODEL", MODEL.toString());
        try (RecipeRuns runs = open(clean)) {
            String found = Annotated.annotate(runs.text(), runs.findings());
            assertEquals(annotated, found.replace(MODEL.toString(), "MODEL").replace(HERE, "HERE"));
        }
    }

    private RecipeRuns open(String recipe) throws IOException {
        Path file = folder.resolve("test.mlrecipe.yaml");
        Files.writeString(file, recipe);
        try (Techniques techniques = Techniques.builtIn()) {
            return RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"));
        }
    }
}
