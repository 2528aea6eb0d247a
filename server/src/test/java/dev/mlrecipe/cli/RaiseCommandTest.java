package dev.mlrecipe.cli;

import static dev.mlrecipe.cli.CommandLineTest.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.program.ProgramText;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.raise.RaiseCase;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.JsonSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mlrecipe raise}, and {@code raise_opset: true} in recipes. */
class RaiseCommandTest {
    private static final Path OLD = Goldens.base("net_fp16_ios16").toAbsolutePath();
    private static final String INT4 =
            "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int4, granularity: per_block, block_size: 8}\n";

    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("out.mlpackage");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Opset opset(Path model) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            return open.index().opset().orElseThrow();
        }
    }

    /** A package with a program of a fixture. */
    private Path fixture(String title) throws IOException {
        RaiseCase like = RaiseCase.titled(title);
        Program program = like.parsed();
        Path model = Packages.copy(OLD, folder.resolve("fixture.mlpackage"));
        Packages.edit(model, any -> ProgramText.model(like.from().specification(), program));
        return model;
    }

    @Test
    void aModelIsRaisedAndTheChangesAreListed() throws IOException {
        CommandLineRun run = run("raise", OLD.toString(), "--target", "iOS18", "-o", out().toString());
        assertEquals(0, run.code(), run.err());
        assertEquals("""
                operations  type    since    change
                embedding   gather  CoreML7  3 operations in front turn negative indices into positive ones
                embedding   gather  CoreML7  validate_indices = false
                raised from CoreML6 to CoreML8, 21 operations: 20 unchanged, 1 rewritten
                needs iOS18, macOS15, watchOS11, tvOS18, visionOS2 or newer, and no longer loads on older systems
                weights keep their values bit for bit; types were checked, nothing was run by Core ML: compare the outputs of both models on a device
                MODEL -> OUT
                """.replace("MODEL", OLD.toString()).replace("OUT", out().toString()), run.out());
        assertEquals(Opset.COREML8, opset(out()));
        assertEquals(List.of("out.mlpackage"), names());
    }

    @ParameterizedTest
    @CsvSource({"iOS17, COREML7", "macOS14, COREML7", "ct.target.iOS18, COREML8", "visionos2, COREML8", "iOS27, COREML9"})
    void noFurtherThanTheTargetLoads(String target, Opset expected) throws IOException {
        assertEquals(0, run("raise", OLD.toString(), "--target", target, "-o", out().toString()).code());
        assertEquals(expected, opset(out()));
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        CommandLineRun run = run("raise", OLD.toString(), "--target", "iOS18", "--dry-run", "--json", "-");
        assertEquals(0, run.code(), run.err());
        JsonNode json = run.json();
        JsonSchemas.assertValid("raise.schema.json", json);
        assertTrue(json.get("output").isNull());
        assertEquals("CoreML6", json.get("from").asText());
        assertEquals(1, json.get("operations").get("rewritten").asInt());
        assertEquals(List.of(), names());
    }

    @Test
    void onTheUsersWordNothingIsPutInFront() throws IOException {
        CommandLineRun run = run(
                "raise", OLD.toString(), "--target", "iOS18", "--indices", "trust", "-o", out().toString(), "--json", "-");
        assertEquals(0, run.code(), run.err());
        JsonSchemas.assertValid("raise.schema.json", run.json());
        assertEquals(0, run.json().get("operations").get("rewritten").asInt());
        assertEquals("kept", run.json().get("changes").get(0).get("kind").asText());
    }

    @Test
    void whatIsRefusedExitsWithOneAndKeepsTheFormerOutput() throws IOException {
        Path model = fixture("a threshold that filters is refused");
        assertEquals(0, run("raise", OLD.toString(), "--target", "iOS17", "-o", out().toString()).code());
        Map<String, ByteString> before = Packages.files(out());
        CommandLineRun run = run("raise", model.toString(), "--target", "iOS18", "-o", out().toString(), "--json", "-");
        assertEquals(1, run.code());
        assertEquals(
                "error: " + model + ": b (non_maximum_suppression): it filters by score_threshold, which newer versions of"
                        + " it cannot\n" + model
                        + ": cannot be raised to CoreML8 safely, nothing was written; convert the original again for iOS18\n",
                run.err());
        JsonSchemas.assertValid("raise.schema.json", run.json());
        assertTrue(run.json().get("output").isNull());
        assertEquals(before, Packages.files(out()));
        assertEquals(List.of("fixture.mlpackage", "out.mlpackage"), names());
    }

    @Test
    void aModelThatIsThereAlreadyIsCopied() throws IOException {
        Path model = Goldens.base("net_fp16_ios18").toAbsolutePath();
        CommandLineRun run = run("raise", model.toString(), "--target", "iOS18", "-o", out().toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(model + ": CoreML8 already, nothing to raise\n" + model + " -> " + out() + "\n", run.out());
        assertEquals(Packages.resolved(model), Packages.resolved(out()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--target iOS16 --dry-run | is CoreML8, which iOS16 does not load; models are raised and never lowered",
        "--target iOS14 --dry-run | --target iOS14 loads no ML programs; iOS15 and its peers are the first that do",
        "--target iOS19 --dry-run | --target iOS19: there is no iOS 19: iOS18 was followed by iOS26",
        "--target iOS26           | Missing --output, or --dry-run",
        "--target iOS26 --dry-run -o x.mlpackage | --dry-run writes no --output",
        "--dry-run                | Missing required option: '--target=TARGET'",
        "--target iOS26 --indices never --dry-run | expected one of [GUARD, TRUST] (case-insensitive) but was 'never'",
    })
    void mistakesExitWithTwo(String arguments, String message) {
        String[] all = ("raise " + Goldens.base("net_fp16_ios18").toAbsolutePath() + " " + arguments).split(" +");
        CommandLineRun run = run(all);
        assertEquals(2, run.code());
        assertTrue(run.err().contains(message), run.err());
    }

    @Test
    void theModelItselfIsNeverTheOutput() throws IOException {
        Path model = Packages.copy(OLD, folder.resolve("m.mlpackage"));
        Map<String, ByteString> before = Packages.files(model);
        CommandLineRun run = run("raise", model.toString(), "--target", "iOS18", "-o", model.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("is the model"), run.err());
        assertEquals(before, Packages.files(model));
    }

    // Recipes.

    private Path recipe(String text) throws IOException {
        return Files.writeString(folder.resolve("r.mlrecipe.yaml"), "model: " + OLD + "\n" + text);
    }

    @Test
    void aRecipeRaisesAndCompressesInOneGo() throws IOException {
        CommandLineRun run = run("compress", "--json", "-", recipe("target: iOS18\nraise_opset: true\n" + INT4).toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("information: the model is raised from CoreML6 to CoreML8"), run.err());
        JsonSchemas.assertValid("report.schema.json", run.json());
        JsonNode raise = run.json().get("raise");
        assertEquals("CoreML6", raise.get("from").asText());
        assertEquals("CoreML8", raise.get("to").asText());
        assertEquals("CoreML8", run.json().get("opset").asText());
        assertEquals(1, raise.get("operations").get("rewritten").asInt());
        assertTrue(run.json().get("totals").get("compressed").asInt() > 5);
        assertEquals(Opset.COREML8, opset(folder.resolve("r.mlpackage")));
    }

    @Test
    void theTableAndThePageSaySo() throws IOException {
        Path recipe = recipe("target: iOS18\nraise_opset: true\n" + INT4);
        Path page = folder.resolve("r.html");
        String table = run("plan", recipe.toString()).out();
        assertTrue(table.contains("\nraised from CoreML6 to CoreML8, 21 operations: 20 unchanged, 1 rewritten\n"), table);
        assertTrue(table.contains("embedding   gather  CoreML7  validate_indices = false\n"), table);
        assertEquals(0, run("compress", recipe.toString(), "--html", page.toString()).code());
        String html = Files.readString(page);
        assertTrue(html.contains("<dt>Raised</dt><dd>from CoreML6 to CoreML8, 21 operations"), html);
        assertTrue(html.contains("<td>validate_indices = false</td>"), html);
    }

    @Test
    void withoutTheKeyNothingIsRaised() throws IOException {
        CommandLineRun run = run("compress", recipe("target: iOS18\n" + INT4).toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("raise it with raise_opset: true (21 operations: 20 unchanged, 1 rewritten)"), run.err());
        assertTrue(run.err().contains("fix: Raise the model to CoreML8: raise_opset: true\n"), run.err());
        assertFalse(Files.exists(folder.resolve("r.mlpackage")));
    }

    @Test
    void whereNothingNeedsItTheKeyChangesNothing() throws IOException {
        String tables = "target: iOS18\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n";
        assertEquals(0, run("compress", recipe(tables).toString()).code());
        Map<String, ByteString> without = Packages.files(folder.resolve("r.mlpackage"));
        CommandLineRun run = run("compress", "--json", "-", recipe("raise_opset: true\n" + tables).toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.json().get("raise").isNull());
        assertEquals(without, Packages.files(folder.resolve("r.mlpackage")));
    }

    @Test
    void aRecipeThatCompressesNothingRaisesNothing() throws IOException {
        Path recipe = recipe("target: iOS18\nraise_opset: true\n"
                + "config_type: OpPalettizerConfig\nop_name_configs: {nowhere: {nbits: 3}}\n");
        CommandLineRun run = run("compress", "--json", "-", recipe.toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.json().get("raise").isNull());
        assertEquals(Opset.COREML6, opset(folder.resolve("r.mlpackage")));
    }

    @Test
    void theOutputKnowsThatItWasRaised() throws IOException {
        String tables = "target: iOS18\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n";
        String joint = "op_name_configs: {conv_2_weight: {nbits: 3}}\n";
        assertEquals(0, run("compress", recipe(tables).toString()).code());
        String kept = key();
        assertEquals(0, run("compress", recipe("raise_opset: true\n" + tables + joint).toString()).code());
        assertNotEquals(kept, key());
    }

    private String key() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(folder.resolve("r.mlpackage"))) {
            return model.metadata().get("dev.mlrecipe.plan_key");
        }
    }

    @Test
    void sizesOfWeightsThatAreOnlyRaisedAreExact() throws IOException {
        Path recipe = Files.writeString(
                folder.resolve("r.mlrecipe.yaml"),
                "model: " + Goldens.golden("ios16_q8_sym_int8_perchannel").toAbsolutePath() + """

                raise_opset: true
                config_type: OpMagnitudePrunerConfig
                joint_compression: true
                op_name_configs: {conv_2: {target_sparsity: 0.75}}
                """);
        CommandLineRun run = run("compress", "--json", "-", recipe.toString());
        assertEquals(0, run.code(), run.err());
        CommandLineRun inspect = run("inspect", folder.resolve("r.mlpackage").toString(), "--json", "-");
        JsonNode layers = run.json().get("layers");
        JsonNode weights = inspect.json().get("weights");
        for (int i = 0; i < layers.size(); i++) {
            assertEquals(
                    weights.get(i).get("stored_bytes"), layers.get(i).get("stored_bytes"), layers.get(i).toString());
        }
    }

    @Test
    void predictionsAreThoseOfTheRaisedModel() throws IOException {
        Path recipe = recipe("target: iOS18\nraise_opset: true\ndevices: [iPhone 15 Pro]\n" + INT4);
        CommandLineRun run = run("predict", recipe.toString(), "--json", "-");
        assertEquals(0, run.code(), run.err());
        assertEquals("iOS18", run.json().get("devices").get(0).get("os").asText());
    }

    @Test
    void theOldestModelsNeedRaisingForAnyCompression() throws IOException {
        Path model = fixture("unknown operations are refused");
        Path recipe = Files.writeString(
                folder.resolve("r.mlrecipe.yaml"),
                "model: " + model + "\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
        CommandLineRun plan = run("plan", recipe.toString());
        assertEquals(0, plan.code(), "nothing to compress, nothing to raise: " + plan.err());
        Path net = Packages.copy(Goldens.base("net_fp32_ios15"), folder.resolve("net.mlpackage"));
        Packages.edit(net, any -> {
            var changed = any.toBuilder();
            var main = any.getMlProgram().getFunctionsOrThrow("main").toBuilder();
            var block = main.getBlockSpecializationsOrThrow("CoreML5").toBuilder();
            int last = block.getOperationsCount() - 1;
            block.setOperations(last, block.getOperations(last).toBuilder().setType("custom_layer"));
            changed.getMlProgramBuilder()
                    .putFunctions("main", main.putBlockSpecializations("CoreML5", block.build()).build());
            return changed.build();
        });
        Files.writeString(
                recipe, "model: " + net + "\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
        CommandLineRun run = run("compress", recipe.toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("(custom_layer): no operation that is known to be the same in CoreML6"), run.err());
        assertTrue(run.err().contains("[opset-not-raised]"), run.err());
    }
}
