package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.JsonSchemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Recipes that are suggested keep what they promise: `check` and `compress` agree with `suggest`. */
class SuggestCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final Path MODEL = ROOT.resolve("examples/models/DigitNet_iOS18.mlpackage").toAbsolutePath();

    @TempDir
    private Path folder;

    private Path recipe;

    @BeforeEach
    void place() {
        recipe = folder.resolve("r.mlrecipe.yaml");
    }

    @ParameterizedTest
    @CsvSource({"iOS18, 2", "iOS18, 4", "iOS18, 6.5", "macOS15, 4.25"})
    void aRatioIsReached(String target, double ratio) throws IOException {
        JsonNode suggestion = suggest("--target", target, "--min-ratio", Double.toString(ratio));
        assertClean();
        JsonNode totals = compress().get("totals");
        assertTrue(suggestion.get("reached").get("float16_ratio").asDouble() >= ratio, suggestion.toString());
        assertEquals(
                suggestion.get("reached").get("stored_bytes").asLong(), totals.get("stored_bytes").asLong());
        assertEquals(
                suggestion.get("least_snr_db").asDouble(), totals.get("min_snr_db").asDouble(), 0.001);
        assertTrue(Files.readString(recipe).contains("min_ratio: "), Files.readString(recipe));
    }

    @Test
    void anOldTargetGetsWhatItHas() throws IOException {
        Path old = ROOT.resolve("examples/models/DigitNet_iOS15.mlpackage").toAbsolutePath();
        CommandLineRun run = run(
                "suggest", old.toString(), "-o", recipe.toString(), "--target", "iOS16", "--min-ratio", "4", "--no-cache");
        assertEquals(0, run.code(), run.err());
        assertClean();
        assertFalse(Files.readString(recipe).contains("per_grouped_channel"), Files.readString(recipe));
    }

    @Test
    void theWholeOutputIsAsSmallAsAsked() throws IOException {
        suggest("--target", "iOS18", "--max-size", "120 kB");
        assertClean();
        assertEquals(0, run("compress", recipe.toString(), "--no-cache", "-q").code());
        long size;
        try (var files = Files.walk(folder.resolve("r.mlpackage"))) {
            size = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
        assertTrue(size <= 120_000, size + " bytes");
        assertTrue(size > 100_000, size + " bytes: there was room");
    }

    @Test
    void everyWeightHasTheSignalToNoiseRatioThatIsAskedFor() throws IOException {
        JsonNode suggestion = suggest("--target", "iOS18", "--min-snr", "25");
        assertClean();
        assertTrue(compress().get("totals").get("min_snr_db").asDouble() >= 25);
        assertTrue(suggestion.get("reached").get("float16_ratio").asDouble() > 2.4, suggestion.toString());
    }

    @Test
    void aLatencyIsReachedAsPredicted() throws IOException {
        JsonNode suggestion = suggest("--target", "iOS18", "--max-latency", "iPhone 15 Pro=100");
        assertEquals("iPhone 15 Pro", suggestion.get("latency").get("device").asText());
        assertTrue(suggestion.get("latency").get("latency_ms").asDouble() <= 100);
        assertClean();
    }

    @Test
    void theFrontierIsNowhereWorseThanOneRuleForAll() throws IOException {
        JsonNode suggestion = suggest("--target", "iOS18", "--min-ratio", "4");
        for (JsonNode uniform : suggestion.get("uniform")) {
            boolean reached = false;
            double convex = Double.POSITIVE_INFINITY;
            JsonNode before = null;
            for (JsonNode point : suggestion.get("frontier")) {
                if (before != null) {
                    double left = before.get("stored_bytes").asDouble();
                    double right = point.get("stored_bytes").asDouble();
                    double bytes = uniform.get("stored_bytes").asDouble();
                    if (bytes <= left && bytes >= right) {
                        double share = (left - bytes) / (left - right);
                        convex = before.get("error").asDouble()
                                + share * (point.get("error").asDouble() - before.get("error").asDouble());
                        reached = true;
                    }
                }
                before = point;
            }
            assertTrue(reached, uniform.toString());
            assertTrue(convex <= uniform.get("error").asDouble() + 1e-9, uniform.toString());
        }
    }

    @Test
    void equalInputGivesEqualRecipesWithAnyNumberOfThreads() throws IOException {
        suggest("--target", "iOS18", "--min-ratio", "5", "--threads", "1");
        String one = Files.readString(recipe);
        suggest("--target", "iOS18", "--min-ratio", "5", "--threads", "3", "--force");
        assertEquals(one, Files.readString(recipe));
    }

    @Test
    void thePageShowsTheFrontierAndTheRecipe() throws IOException {
        Path page = folder.resolve("f.html");
        suggest("--target", "iOS18", "--min-ratio", "4", "--html", page.toString());
        String html = Files.readString(page);
        assertTrue(html.contains("<polyline class=\"frontier\""), html);
        assertTrue(html.contains("<circle class=\"chosen\""), html);
        assertTrue(html.contains("<title>4-bit tables: 3.76x, "), html);
        assertTrue(html.contains("config_type: OpPalettizerConfig"), html);
        assertTrue(html.contains("script-src 'none'"), html);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --target iOS18 --min-ratio 40     | 1 | a ratio of 40 cannot be reached; 12.
            --target iOS18 --max-size 1kB     | 1 | is the smallest there is for these targets
            --target iOS18 --min-ratio 0      | 2 | --min-ratio 0.0: expected a number above 0
            --target iOS18 --max-size 12      | 2 | --max-size 12: expected a size such as 12 MB
            --target iOS16 --min-ratio 4      | 2 | --target iOS16: does not load the model; iOS18 is the first iOS that does
            --target iOS99 --min-ratio 4      | 2 | --target iOS99: the newest known version is iOS27
            --target iOS18 --max-latency fast | 2 | expected a device and milliseconds, as in "iPhone 15 Pro=1.5"
            --target iOS18 --max-latency X=1  | 2 | --device X: no known device; names are like iPhone 15 Pro
            --target iOS18                    | 2 | Missing required argument
            --min-ratio 4 --min-snr 20        | 2 | mutually exclusive
            """)
    void whatCannotBeIsSaidInAWord(String options, int code, String said) {
        List<String> args =
                new ArrayList<>(List.of("suggest", MODEL.toString(), "-o", recipe.toString(), "--no-cache"));
        args.addAll(List.of(options.strip().split(" ")));
        CommandLineRun run = run(args.toArray(String[]::new));
        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains(said.strip()), run.err());
        assertFalse(Files.exists(recipe));
    }

    @Test
    void aRecipeIsOverwrittenWithForceOnly() throws IOException {
        Files.writeString(recipe, "mine");
        CommandLineRun run =
                run("suggest", MODEL.toString(), "--min-ratio", "2", "-o", recipe.toString());
        assertEquals(2, run.code());
        assertEquals("mine", Files.readString(recipe));
    }

    /** Without the cache of the user. */
    private JsonNode suggest(String... options) throws IOException {
        List<String> args = new ArrayList<>(
                List.of("suggest", MODEL.toString(), "-o", recipe.toString(), "--no-cache", "--json", "-"));
        args.addAll(List.of(options));
        CommandLineRun run = run(args.toArray(String[]::new));
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("suggest.schema.json", run.json());
        return run.json();
    }

    private static CommandLineRun run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = commandLine.execute(arguments);
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    private JsonNode compress() throws IOException {
        CommandLineRun run = run("compress", recipe.toString(), "--no-cache", "--json", "-");
        assertEquals(0, run.code(), run.err());
        return run.json();
    }

    @Test
    void dataNeedsTheExecutor() throws IOException {
        Path samples = folder.resolve("samples.json");
        Files.writeString(samples, "[]");
        CommandLineRun run = run(
                "suggest", MODEL.toString(), "-o", recipe.toString(), "--min-ratio", "4", "--data", samples.toString());
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("there is no executor here; to run models, put mlrecipe-executor.jar"), run.err());
        assertFalse(Files.exists(recipe));
    }

    private void assertClean() throws IOException {
        CommandLineRun run = run("check", recipe.toString(), "--fail-on", "warning");
        String said = run.out() + run.err();
        assertEquals(0, run.code(), said + Files.readString(recipe));
        assertFalse(said.contains(": hint: "), said + Files.readString(recipe));
    }
}
