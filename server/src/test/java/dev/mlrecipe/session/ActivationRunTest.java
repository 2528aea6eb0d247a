package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.program.CanonicalProgram;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.execute.Executors;
import dev.mlrecipe.export.CoremltoolsExport;
import dev.mlrecipe.export.ExportSource;
import dev.mlrecipe.export.Note;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.samples.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipes that quantize activations, from statistics. */
final class ActivationRunTest {
    private static final Path GOLDENS =
            Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens/w8a8");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"lin_int8, linear, int8", "lin_uint8, linear, uint8", "sym_int8, linear_symmetric, int8"})
    void weightsAndActivationsAsInCoremltools(String golden, String mode, String dtype) throws IOException {
        Path output = folder.resolve("out.mlpackage");
        run(
                """
                model: %s/base_ios17_fp16.mlpackage
                output: %s
                target: iOS17
                statistics: %s/stats.json
                steps:
                  - config_type: OpActivationLinearQuantizerConfig
                    global_config: {mode: %s, dtype: %s}
                  - config_type: OpLinearQuantizerConfig
                    global_config: {mode: linear_symmetric}
                """
                        .formatted(GOLDENS, output, GOLDENS, mode, dtype));

        assertEquals(
                String.join("\n", CanonicalProgram.unordered(GOLDENS.resolve("w8a8_ios17_fp16_" + golden + ".mlpackage"))),
                String.join("\n", CanonicalProgram.unordered(output)));
    }

    @Test
    void rulesDecideByNameTypeAndElse() throws IOException {
        RecipeRun.Result result = run(
                """
                model: %s/base_ios17_fp16.mlpackage
                output: %s
                target: iOS17
                statistics: %s/stats.json
                config_type: OpActivationLinearQuantizerConfig
                global_config: {dtype: uint8}
                op_type_configs:
                  conv: {mode: linear}
                  add: null
                op_name_configs:
                  conv_2: {}
                  "pool*": null
                """
                        .formatted(GOLDENS, folder.resolve("out.mlpackage"), GOLDENS));

        assertEquals(
                List.of("conv_1 int8 false", "conv_2 int8 true", "linear_1 uint8 true"),
                result.report().activations().stream()
                        .map(planned -> planned.site().op() + " " + planned.scheme().codes().word() + " "
                                + planned.scheme().symmetric())
                        .toList());
    }

    /** A float32 model of iOS 16 is raised, where the recipe says so. */
    @Test
    void anOlderModelIsRaised() throws IOException {
        Path output = folder.resolve("out.mlpackage");
        run(
                """
                model: %s/base_ios16_fp32.mlpackage
                output: %s
                target: iOS17
                raise_opset: true
                statistics: %s/stats.json
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(GOLDENS, output, GOLDENS));

        List<String> program = CanonicalProgram.unordered(output);
        assertTrue(program.contains("version 8, CoreML7"), program.toString());
        assertEquals(7, program.stream().filter(line -> line.startsWith("quantize ")).count());
    }

    @Test
    void otherRangesAreAnotherOutput() throws IOException {
        Path statistics = folder.resolve("statistics.json");
        Files.copy(GOLDENS.resolve("stats.json"), statistics);
        String recipe =
                """
                model: %s/base_ios17_fp16.mlpackage
                output: out.mlpackage
                statistics: statistics.json
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(GOLDENS);
        String before = key(recipe);
        Files.writeString(statistics, Files.readString(statistics).replace("2.5", "2.25"));

        assertNotEquals(before, key(recipe));
    }

    @Test
    void whatIsWrongWithStatisticsIsSaid() throws IOException {
        assertFinding("missing.json", null, "missing.json: no such file");
        assertFinding("broken.json", "{\"x\": [0", "broken.json: line 1, column");
        assertFinding("list.json", "[]", "list.json: no statistics: an object of values' names with [min, max] expected");
        assertFinding("empty.json", "{}", "empty.json: no statistics: the object is empty");
        assertFinding(
                "nan.json",
                "{\"x\": [0, \"NaN\"]}",
                "nan.json: line 1, column 11: value x: [min, max] of finite numbers expected, found \"NaN\"");
        assertFinding("swapped.json", "{\"x\": [1, 0]}", "found 1.0 before the smaller 0.0");
        assertFinding("three.json", "{\"x\": [0, 1, 2]}", "found more than two numbers");
        assertFinding("half.json", "{\"x\": {\"rmin\": 0}}", "found only one of rmin and rmax");
        assertFinding(
                "other.json",
                "{\"y\": [0, 1]}",
                "other.json has no range for anything that the recipe quantizes: conv_1 (x), conv_2 (relu_1), add_1 (relu_1)"
                        + " and 2 more; is it about another model?");
    }

    private void assertFinding(String name, String text, String expected) throws IOException {
        if (text != null) {
            Files.writeString(folder.resolve(name), text);
        }
        List<Finding> findings = findings(
                """
                model: %s/base_ios17_fp16.mlpackage
                statistics: %s
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(GOLDENS, name));
        assertTrue(
                findings.stream().anyMatch(finding -> finding.code().equals("data-invalid") && finding.message().contains(expected)),
                findings.toString());
    }

    @Test
    void partOfTheRangesIsAWarning() throws IOException {
        Files.writeString(folder.resolve("part.json"), "{\"x\": {\"rmin\": -1, \"rmax\": 1}, \"conv_1\": [0, 1]}");
        String recipe =
                """
                model: %s/base_ios17_fp16.mlpackage
                output: out.mlpackage
                statistics: part.json
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(GOLDENS);

        assertTrue(
                findings(recipe).toString().contains("part.json has no range for what 4 of 5 operations take"),
                findings(recipe).toString());
        run(recipe);
    }

    /** The executor is in another jar. */
    @Test
    void dataNeedsAnExecutor() throws IOException {
        Files.write(folder.resolve("x.npy"), Npy.floats("1, 8, 8, 8", new float[512]));
        String recipe =
                """
                model: %s/base_ios17_fp16.mlpackage
                data: %s
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """;

        assertEquals(
                List.of("there is no executor here to run the model on data; " + Executors.howToInstall()
                        + "; or give statistics of another machine"),
                findings(recipe.formatted(GOLDENS, "x.npy")).stream().map(Finding::message).toList());
        assertEquals(
                List.of("y.npy: no such file or folder"),
                findings(recipe.formatted(GOLDENS, "[x.npy, y.npy]")).stream().map(Finding::message).toList());
    }

    @Test
    void anExportTellsThatActivationsStay() throws IOException {
        String recipe =
                """
                model: %s/base_ios17_fp16.mlpackage
                statistics: %s/stats.json
                config_type: OpActivationLinearQuantizerConfig
                global_config: {}
                """
                        .formatted(GOLDENS, GOLDENS);
        List<String> notes = with(
                recipe,
                run -> CoremltoolsExport.of(new ExportSource(
                                "test", run.text(), run.recipe(), run.planning(), Optional.empty(), Optional.empty()))
                        .notes()
                        .stream()
                        .map(Note::message)
                        .toList());

        assertEquals(
                List.of(
                        "statistics has no equivalent in a coremltools configuration; left out",
                        "global_config: activations stay as they are; coremltools quantizes them on a Mac only, with"
                                + " linear_quantize_activations(model, config, sample_data)"),
                notes);
    }

    private List<Finding> findings(String recipe) throws IOException {
        return with(recipe, RecipeRun::findings);
    }

    private String key(String recipe) throws IOException {
        return with(recipe, RecipeRun::planKey);
    }

    private RecipeRun.Result run(String recipe) throws IOException {
        return with(recipe, run -> {
            assertFalse(run.blocked(), () -> run.findings().toString());
            return run.run(2, Progress.NONE, new Cancellation(), failure -> {
                throw new AssertionError(failure);
            });
        });
    }

    private interface Asked<T> {
        T of(RecipeRun run) throws IOException;
    }

    private <T> T with(String recipe, Asked<T> asked) throws IOException {
        Path file = folder.resolve("test.mlrecipe.yaml");
        Files.writeString(file, recipe);
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs =
                        RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            return asked.of(run);
        }
    }
}
