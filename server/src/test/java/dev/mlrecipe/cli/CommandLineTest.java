package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.JsonSchemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every command, exit code and failure, in process, on the golden models. */
class CommandLineTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final Path BASE = ROOT.resolve("server/src/test/resources/goldens/base");
    private static final Path MODEL = BASE.resolve("net_fp16_ios18.mlpackage");
    private static final String INT8 = "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n";
    private static final String TABLES =
            "config_type: OpPalettizerConfig\nglobal_config: {mode: kmeans, nbits: 4}\n";

    @TempDir
    private Path folder;


    @Test
    void compressWritesTheOutputAndPrintsTheReport() throws IOException {
        Path recipe = recipe("target: iOS18\n" + TABLES);
        CommandLineRun run = run("compress", recipe.toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("linear_1.weight"), run.out());
        assertTrue(run.out().contains("compressed"), run.out());
        assertTrue(Files.exists(folder.resolve("r.mlpackage/Manifest.json")));
        assertEquals(List.of("r.mlpackage", "r.mlrecipe.yaml"), names());
    }

    @Test
    void reportAsJsonFollowsItsSchemaAndIsAloneOnStandardOutput() throws IOException {
        CommandLineRun run = run("compress", "--json", "-", recipe(TABLES).toString());
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("report.schema.json", run.json());
        assertEquals("", run.err(), "no progress when a program reads");
        JsonNode totals = run.json().get("totals");
        assertTrue(totals.get("weight_file_ratio").asDouble() > 2, totals.toString());
        assertEquals(
                treeSize(folder.resolve("r.mlpackage")), totals.get("output_bytes").asLong());
    }

    @Test
    void reportFilesAreWrittenWhereAsked() throws IOException {
        Path json = folder.resolve("reports/r.json");
        Path html = folder.resolve("reports/r.html");
        CommandLineRun run = run(
                "compress", recipe(TABLES).toString(), "--json", json.toString(), "--html", html.toString(), "-q");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.out());
        JsonSchemas.assertValid("report.schema.json", new ObjectMapper().readTree(json.toFile()));
        assertTrue(Files.readString(html).contains("linear_1.weight"));
        assertEquals(List.of("r.html", "r.json"), names(folder.resolve("reports")));
    }

    @Test
    void severalRecipesGiveAListOfReports() throws IOException {
        Path a = write("a.mlrecipe.yaml", "model: " + MODEL + "\n" + TABLES);
        Path b = write("b.mlrecipe.yaml", "model: " + MODEL + "\n" + INT8);
        CommandLineRun run = run("compress", "--json", "-", a.toString(), b.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(2, run.json().size());
        assertTrue(Files.exists(folder.resolve("a.mlpackage")) && Files.exists(folder.resolve("b.mlpackage")));
    }

    @Test
    void outputGivenOnTheCommandLineWins() throws IOException {
        Path output = folder.resolve("elsewhere/M.mlpackage");
        assertEquals(0, run("compress", recipe("output: x.mlpackage\n" + INT8).toString(), "-o", output.toString())
                .code());
        assertTrue(Files.exists(output));
        assertFalse(Files.exists(folder.resolve("x.mlpackage")));
    }

    @Test
    void sameBytesForAnyNumberOfThreads() throws IOException {
        Path recipe = recipe(TABLES);
        assertEquals(0, run("compress", recipe.toString(), "--threads", "1", "-o", folder + "/1.mlpackage").code());
        assertEquals(0, run("compress", recipe.toString(), "--threads", "4", "-o", folder + "/4.mlpackage").code());
        assertSameFiles(folder.resolve("1.mlpackage"), folder.resolve("4.mlpackage"));
    }

    @Test
    void secondRunReplacesTheFirst() throws IOException {
        Path recipe = recipe(TABLES);
        assertEquals(0, run("compress", recipe.toString()).code());
        assertEquals(0, run("compress", recipe.toString()).code());
        assertEquals(List.of("r.mlpackage", "r.mlrecipe.yaml"), names());
    }

    @Test
    void outputKnowsItsPlanKeyAndVersion() throws IOException {
        run("compress", recipe(TABLES).toString());
        try (CoreMlModel model = CoreMlModels.open(folder.resolve("r.mlpackage"))) {
            assertTrue(model.metadata().get("dev.mlrecipe.plan_key").matches("[0-9a-f]{64}"));
            assertEquals(Version.PRODUCT, model.metadata().get("dev.mlrecipe.version"));
        }
    }

    @Test
    void missedExpectationExitsWithOneAndKeepsTheOutput() throws IOException {
        Path recipe = recipe(TABLES + "expect: {min_snr_db: 90}\n");
        CommandLineRun run = run("compress", recipe.toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("[expectation-failed]"), run.err());
        assertTrue(Files.exists(folder.resolve("r.mlpackage")));
    }


    @Test
    void mistakesInTheVocabularyBlockTheRun() throws IOException {
        CommandLineRun run = run("compress", recipe("target: iOS18\nconfig_type: OpPalettizerConfig\n"
                        + "global_config: {mode: kmean, nbits: 4}\n")
                .toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("r.mlrecipe.yaml:4:23: error: "), run.err());
        assertTrue(run.err().contains("^^^^^"), run.err());
        assertTrue(run.err().contains("kmeans"), run.err());
        assertEquals(List.of("r.mlrecipe.yaml"), names());
    }

    @Test
    void whatIsNotAModelIsNotReplaced() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("r.mlpackage")).resolve("thesis.txt"), "years");
        Path recipe = recipe(INT8);
        for (String command : List.of("check", "compress")) {
            CommandLineRun run = run(command, recipe.toString());
            assertEquals(1, run.code());
            assertTrue((run.out() + run.err()).contains("[output-conflict]"), run.out() + run.err());
        }
        assertEquals("years", Files.readString(folder.resolve("r.mlpackage/thesis.txt")));
    }

    @Test
    void outputThatIsTheModelIsRefused() throws IOException {
        CommandLineRun run = run("compress", recipe("output: " + MODEL + "\n" + INT8).toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("[output-conflict]"), run.err());
        assertEquals(1, run("compress", recipe(INT8).toString(), "-o", MODEL.resolve("Data/x").toString()).code());
        assertEquals(1, run("compress", recipe(INT8).toString(), "-o", MODEL.getParent().toString()).code());
        assertEquals(2, run("decompress", MODEL.toString(), "-o", MODEL.toString()).code());
    }

    @Test
    void twoRecipesWithOneOutputAreRefused() throws IOException {
        Path a = write("a.mlrecipe.yaml", "model: " + MODEL + "\noutput: o.mlpackage\n" + TABLES);
        Path b = write("b.mlrecipe.yaml", "model: " + MODEL + "\noutput: o.mlpackage\n" + INT8);
        CommandLineRun run = run("compress", a.toString(), b.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("also the output of"), run.err());
        assertEquals(List.of("a.mlrecipe.yaml", "b.mlrecipe.yaml"), names());
    }


    @Test
    void missingRecipe() {
        for (String command : List.of("compress", "check", "plan")) {
            CommandLineRun run = run(command, folder.resolve("no.mlrecipe.yaml").toString());
            assertEquals(2, run.code());
            assertEquals("error: " + folder.resolve("no.mlrecipe.yaml") + ": no such file\n", run.err());
        }
    }

    @Test
    void folderInsteadOfARecipe() {
        CommandLineRun run = run("check", folder.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("a folder; give a recipe"), run.err());
    }

    @Test
    void recipeThatIsNoText() throws IOException {
        Path recipe = folder.resolve("r.mlrecipe.yaml");
        Files.write(recipe, new byte[] {'a', (byte) 0xff, 'b'});
        CommandLineRun run = run("check", recipe.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("byte 1 is not UTF-8"), run.err());
    }

    @Test
    @EnabledIf("hasDeviceFiles")
    void deviceInsteadOfARecipe() {
        assertEquals(2, run("check", "/dev/zero").code());
    }

    static boolean hasDeviceFiles() {
        return Files.exists(Path.of("/dev/zero"));
    }

    @Test
    void recipeWithoutModelCanBeCheckedOnly() throws IOException {
        Path recipe = write("r.mlrecipe.yaml", TABLES);
        assertEquals(0, run("check", recipe.toString()).code());
        for (String command : List.of("compress", "plan")) {
            CommandLineRun run = run(command, recipe.toString());
            assertEquals(2, run.code());
            assertTrue(run.err().contains("names no model"), run.err());
        }
    }

    @Test
    void missingModelIsShownInTheRecipe() throws IOException {
        Path recipe = write("r.mlrecipe.yaml", "model: No.mlpackage\n" + TABLES);
        CommandLineRun run = run("compress", recipe.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("r.mlrecipe.yaml:1:8: error: "), run.err());
        assertTrue(run.err().contains("[model-unreadable]"), run.err());
    }

    @Test
    void damagedModelIsAnError() throws IOException {
        Path model = folder.resolve("M.mlpackage");
        copy(MODEL, model);
        Path weights = model.resolve("Data/com.apple.CoreML/weights/weight.bin");
        Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 1000));
        CommandLineRun run = run("inspect", model.toString());
        assertEquals(2, run.code(), run.out());
        assertTrue(run.err().contains("weight.bin"), run.err());
        assertFalse(run.err().contains("internal error"), run.err());
    }


    @Test
    void fileWhereAFolderIsNeeded() throws IOException {
        Files.writeString(folder.resolve("build"), "text");
        CommandLineRun run = run("compress", recipe("output: build/M.mlpackage\n" + INT8).toString());
        assertEquals(3, run.code(), run.err());
        assertTrue(run.err().contains("build"), run.err());
        assertFalse(run.err().contains("internal error"), run.err());
        assertEquals("text", Files.readString(folder.resolve("build")));
    }

    @Test
    void reportOverTheRecipeOrAFolderIsRefused() throws IOException {
        Path recipe = recipe(INT8);
        assertEquals(2, run("compress", recipe.toString(), "--json", recipe.toString()).code());
        assertEquals(2, run("compress", recipe.toString(), "--html", folder.toString()).code());
        assertEquals(2, run("inspect", MODEL.toString(), "--json", MODEL + "/x.json").code());
        assertTrue(Files.readString(recipe).contains("int8"));
    }


    @Test
    void checkPrintsASummary() throws IOException {
        CommandLineRun run = run("check", recipe(INT8).toString());
        assertEquals(0, run.code());
        assertEquals("1 recipe: 0 errors, 0 warnings\n", run.out());
    }

    @Test
    void findingsAsJsonFollowTheirSchema() throws IOException {
        CommandLineRun run = run("check", "--format", "json", recipe("modle: x\n" + INT8).toString());
        assertEquals(1, run.code());
        JsonSchemas.assertValid("check.schema.json", run.json());
        assertEquals("unknown-key", run.json().get(0).get("code").asText());
    }

    @Test
    void findingsAsSarif() throws IOException {
        CommandLineRun run = run("check", "--format", "sarif", recipe("modle: x\n" + INT8).toString());
        assertEquals(1, run.code());
        assertEquals(1, run.json().get("runs").get(0).get("results").size());
    }

    @Test
    void checkComparesTheOutputsOfItsRecipes() throws IOException {
        Path one = recipe("output: build/Out.mlpackage\n" + INT8);
        Path two = Files.writeString(one.resolveSibling("two.mlrecipe.yaml"), Files.readString(one));
        CommandLineRun run = run("check", one.toString(), two.toString());
        assertEquals(1, run.code());
        assertTrue(run.out().contains("is also the output of two.mlrecipe.yaml"), run.out());
        assertTrue(run.out().contains("is also the output of " + one.getFileName()), run.out());
        assertEquals(0, run("check", one.toString()).code());
    }

    @Test
    void warningsFailACheckOnlyIfAsked() throws IOException {
        Path recipe = recipe(INT8 + "op_name_configs: {no_such_layer: null}\n");
        assertEquals(0, run("check", recipe.toString()).code());
        assertEquals(1, run("check", "--fail-on", "warning", recipe.toString()).code());
    }

    @Test
    void planShowsExactSizesAndWritesNothing() throws IOException {
        Path recipe = recipe(TABLES);
        CommandLineRun plan = run("plan", recipe.toString(), "--json", "-");
        assertEquals(0, plan.code(), plan.err());
        JsonSchemas.assertValid("report.schema.json", plan.json());
        assertEquals(List.of("r.mlrecipe.yaml"), names());
        JsonNode done = run("compress", recipe.toString(), "--json", "-").json();
        for (int i = 0; i < done.get("layers").size(); i++) {
            JsonNode planned = plan.json().get("layers").get(i);
            JsonNode actual = done.get("layers").get(i);
            assertEquals(actual.get("stored_bytes"), planned.get("stored_bytes"), actual.get("weight").asText());
            assertEquals(actual.get("form"), planned.get("form"));
            assertTrue(planned.get("mse").isNull());
        }
    }


    @Test
    void inspectShowsHowWeightsAreStored() throws IOException {
        run("compress", recipe(TABLES).toString());
        CommandLineRun run = run("inspect", folder.resolve("r.mlpackage").toString(), "--json", "-");
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("inspect.schema.json", run.json());
        assertEquals("CoreML8", run.json().get("opset").asText());
        assertTrue(run.out().contains("lut_to_dense"), run.out());
        assertTrue(run("inspect", MODEL.toString()).out().contains("linear_1.weight"));
    }

    @Test
    void decompressedModelHasTheValuesOfTheCompressedOne() throws IOException {
        run("compress", recipe(TABLES).toString());
        String compressed = folder.resolve("r.mlpackage").toString();
        String dense = folder.resolve("dense.mlpackage").toString();
        CommandLineRun run = run("decompress", compressed, "-o", dense);
        assertEquals(0, run.code(), run.err());
        CommandLineRun same = run("compare", compressed, dense, "--json", "-");
        assertEquals(0, same.code(), same.err());
        JsonSchemas.assertValid("compare.schema.json", same.json());
        same.json().get("weights").forEach(row -> assertEquals(0, row.get("max_error").asDouble(), row.toString()));
        assertFalse(run("inspect", dense).out().contains("lut_to_dense"));
    }

    @Test
    void compareMeasuresTheError() throws IOException {
        JsonNode report = run("compress", recipe(TABLES).toString(), "--json", "-").json();
        JsonNode compared =
                run("compare", MODEL.toString(), folder.resolve("r.mlpackage").toString(), "--json", "-").json();
        for (int i = 0; i < report.get("layers").size(); i++) {
            assertEquals(
                    report.get("layers").get(i).get("mse"), compared.get("weights").get(i).get("mse"));
        }
        CommandLineRun text = run("compare", MODEL.toString(), folder.resolve("r.mlpackage").toString());
        assertTrue(text.out().contains("linear_1.weight"), text.out());
    }

    @Test
    void compareNamesWhatHasNoPeer() throws IOException {
        Path other = ROOT.resolve("examples/models/DigitNet_iOS18.mlpackage");
        CommandLineRun run = run("compare", MODEL.toString(), other.toString());
        assertEquals(0, run.code());
        assertTrue(run.out().contains("only in the first model"), run.out());
        assertTrue(run.out().contains("only in the second model"), run.out());
    }

    @Test
    void inspectCountsOperations() throws IOException {
        Path net = ROOT.resolve("examples/models/DigitNet_iOS18.mlpackage");
        CommandLineRun run = run("inspect", net.toString(), "--json", "-");
        JsonSchemas.assertValid("inspect.schema.json", run.json());
        JsonNode function = run.json().get("functions").get(0);
        assertTrue(function.get("ops").size() > 10);
        assertTrue(function.get("total_multiply_adds").asLong() > 1_000_000);
        assertTrue(run("inspect", net.toString()).out().contains("multiply-adds"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"compress", "check", "plan", "inspect", "decompress", "raise", "compare", "export", "version"})
    void everyCommandHasHelpWithExamplesAndExitCodes(String command) {
        CommandLineRun run = run(command, "--help");
        assertEquals(0, run.code());
        assertTrue(run.out().contains("Usage: mlrecipe " + command), run.out());
        if (!command.equals("version")) {
            assertTrue(run.out().contains("  mlrecipe " + command + " "), run.out());
            assertTrue(run.out().contains("Exit codes"), run.out());
        }
    }

    @Test
    void usageErrorsAreShort() throws IOException {
        assertEquals(2, run("compress").code());
        assertEquals(2, run("decompress", MODEL.toString()).code());
        CommandLineRun run = run("compress", recipe(INT8).toString(), "--threads", "0");
        assertEquals(2, run.code());
        assertEquals(
                "error: --threads must be 1 to 1024, found 0\nTry 'mlrecipe compress --help'.\n", run.err());
        CommandLineRun typo = run("check", "--formt", "json", "x");
        assertTrue(typo.err().contains("--format"), typo.err());
    }

    @Test
    void examplesRunAsTheyAre() throws IOException {
        copy(ROOT.resolve("examples"), folder.resolve("examples"));
        try (Stream<Path> recipes = Files.list(folder.resolve("examples"))) {
            for (Path recipe : recipes.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
                CommandLineRun run = run("compress", recipe.toString());
                assertEquals(0, run.code(), recipe + "\n" + run.err());
                String told = run.err().replaceAll("warning: \\w+ is not judged: there is no executor", "");
                assertFalse(told.contains("warning"), run.err());
            }
        }
    }


    private Path recipe(String steps) throws IOException {
        return write("r.mlrecipe.yaml", "model: " + MODEL + "\n" + steps);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<String> names() throws IOException {
        return names(folder);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static long treeSize(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void assertSameFiles(Path a, Path b) throws IOException {
        try (Stream<Path> paths = Files.walk(a)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path peer = b.resolve(a.relativize(path).toString());
                assertArrayEquals(Files.readAllBytes(path), Files.readAllBytes(peer), path.toString());
            }
        }
    }

    /** Runs a command line; results of former tests are not used, so that every test sees the work done. */
    static CommandLineRun run(String... args) {
        return Arrays.asList(args).contains("compress")
                ? exactly(Stream.concat(Arrays.stream(args), Stream.of("--no-cache")).toArray(String[]::new))
                : exactly(args);
    }

    private static CommandLineRun exactly(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine cli = Main.commandLine();
        cli.setOut(new PrintWriter(out, true));
        cli.setErr(new PrintWriter(err, true));
        int code = cli.execute(args);
        return new CommandLineRun(code, out.toString(), err.toString());
    }
}
