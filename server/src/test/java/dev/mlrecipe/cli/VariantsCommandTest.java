package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.engine.OutputSwap;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.JsonSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes with variants on the command line. */
class VariantsCommandTest {
    private static final Path MODEL = Path.of(System.getProperty("mlrecipe.root"))
            .resolve("server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage");

    @TempDir
    private Path folder;

    private Path recipe;

    @BeforeEach
    void write() throws IOException {
        recipe = write("""
                output: out/Net.mlpackage
                config_type: OpPalettizerConfig
                global_config: {mode: kmeans, nbits: 4}
                variants:
                  4bit: {}
                  6bit: {global_config: {nbits: 6}}
                  int8:
                    config_type: OpLinearQuantizerConfig
                    global_config: {dtype: int8}
                    output: Small.mlpackage
                """);
    }

    private Path write(String rest) throws IOException {
        return Files.writeString(folder.resolve("r.mlrecipe.yaml"), "model: " + MODEL + "\n" + rest);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyVariantHasAnOutputOfItsOwn() throws IOException {
        CommandLineRun run = CommandLineTest.run("compress", recipe.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("Small.mlpackage", "out", "r.mlrecipe.yaml"), names(folder));
        assertEquals(List.of("Net-4bit.mlpackage", "Net-6bit.mlpackage"), names(folder.resolve("out")));
        assertTrue(run.out().contains("variant 6bit\n"), run.out());
    }

    @Test
    void theTimesOfTheVariantsArePartsOfTheWhole() throws IOException {
        long begin = System.nanoTime();
        CommandLineRun run = CommandLineTest.run("compress", "--threads", "1", "--json", "-", recipe.toString());
        double whole = (System.nanoTime() - begin) / 1e9;
        double sum = 0;
        for (JsonNode row : run.json().get("comparison")) {
            assertTrue(row.get("seconds").asDouble() > 0, row.toString());
            sum += row.get("seconds").asDouble();
        }
        assertTrue(sum <= whole, sum + " of " + whole + " s");
    }

    @Test
    void jsonHoldsAllReports() throws IOException {
        CommandLineRun run = CommandLineTest.run("plan", "--json", "-", recipe.toString());
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("variants.schema.json", run.json());
        for (JsonNode report : run.json().get("variants")) {
            JsonSchemas.assertValid("report.schema.json", report);
        }
        assertEquals("6bit", run.json().get("variants").get(1).get("variant").asText());
    }

    @Test
    void oneOfThem() throws IOException {
        CommandLineRun run = CommandLineTest.run("compress", "--variant", "6bit", recipe.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("Net-6bit.mlpackage"), names(folder.resolve("out")));
        Path output = folder.resolve("here.mlpackage");
        assertEquals(0, CommandLineTest.run("compress", "--variant", "4bit", "-o", output.toString(), recipe.toString()).code());
        assertTrue(Files.exists(output));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "4"})
    void togetherTheyGiveWhatEachGivesAlone(String threads) throws IOException {
        write("""
                output: out/Net.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4, weight_threshold: 64}
                variants:
                  - tables: {}
                    wide: {global_config: {nbits: 8}}
                    same: {global_config: {mode: kmeans}}
                    codes: {config_type: OpLinearQuantizerConfig, global_config: {dtype: int8}}
                    sparse: {config_type: OpMagnitudePrunerConfig, global_config: {target_sparsity: 0.5}}
                  - here: {}
                    older: {target: iOS18}
                """);
        String[] sweep = {"compress", "--threads", threads, recipe.toString()};
        CommandLineRun run = CommandLineTest.run(sweep);
        assertEquals(0, run.code(), run.err());
        List<String> outputs = names(folder.resolve("out"));
        assertEquals(10, outputs.size(), outputs.toString());
        for (String output : outputs) {
            String variant = output.substring("Net-".length(), output.length() - ".mlpackage".length());
            Path alone = folder.resolve("alone.mlpackage");
            assertEquals(
                    0,
                    CommandLineTest.run(
                                    "compress", "--variant", variant, "-o", alone.toString(),
                                    recipe.toString())
                            .code());
            assertSameFiles(alone, folder.resolve("out").resolve(output));
        }
    }

    private static void assertSameFiles(Path expected, Path actual) throws IOException {
        try (Stream<Path> files = Files.walk(expected)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path other = actual.resolve(expected.relativize(file));
                assertEquals(-1, Files.mismatch(file, other), other.toString());
            }
        }
    }

    @Test
    void anOutputThatAnotherRunWritesKeepsNoOtherFromBeingMade() throws IOException {
        CommandLineRun run;
        try (OutputSwap other = OutputSwap.begin(folder.resolve("out/Net-4bit.mlpackage"))) {
            run = CommandLineTest.run("compress", recipe.toString());
        }
        assertEquals(3, run.code(), run.err());
        assertTrue(run.err().contains("Net-4bit.mlpackage: another run is writing it"), run.err());
        assertEquals(List.of("Net-6bit.mlpackage"), names(folder.resolve("out")));
        assertTrue(run.out().contains("variant int8\n"), run.out());
    }

    @Test
    void whatIsNoVariant() {
        CommandLineRun run = CommandLineTest.run("plan", "--variant", "8bit", recipe.toString());
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("the recipe has no variant 8bit; did you mean"), run.err());
        CommandLineRun output = CommandLineTest.run("compress", "-o", "x", recipe.toString());
        assertTrue(output.err().contains("the recipe has 3 variants; choose one to write it to x"), output.err());
    }

    @Test
    void oneThatIsBlockedKeepsNoOtherFromBeingMade() throws IOException {
        write("""
                config_type: OpPalettizerConfig
                variants:
                  groups: {target: iOS17, global_config: {nbits: 4}}
                  tables: {global_config: {nbits: 4}}
                """);
        CommandLineRun run = CommandLineTest.run("compress", recipe.toString());
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("(variant groups): nothing was written"), run.err());
        assertEquals(List.of("r-tables.mlpackage", "r.mlrecipe.yaml"), names(folder));
    }

    @Test
    void outputsMustDiffer() throws IOException {
        write("""
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                variants:
                  a: {output: x.mlpackage}
                  b: {output: ./X.mlpackage}
                """);
        CommandLineRun run = CommandLineTest.run("check", recipe.toString());
        assertEquals(1, run.code(), run.out());
        assertTrue(run.out().contains("\"./X.mlpackage\" is also the output of variant a"), run.out());
        assertTrue(run.out().contains("\"x.mlpackage\" is also the output of variant b"), run.out());
    }

    @Test
    void predictionsAndExports() throws IOException {
        CommandLineRun predicted = CommandLineTest.run("predict", "--json", "-", recipe.toString());
        assertEquals(0, predicted.code(), predicted.err());
        assertEquals(3, predicted.json().size());
        CommandLineRun exported = CommandLineTest.run(
                "export", "--coremltools", folder.resolve("py").toString(), recipe.toString());
        assertEquals(0, exported.code(), exported.err());
        assertEquals(List.of("4bit", "6bit", "int8"), names(folder.resolve("py")));
        assertFalse(Files.exists(folder.resolve("py/step1.yaml")));
    }
}
