package dev.mlrecipe.export;

import static dev.mlrecipe.export.Recipes.MAGNITUDE;
import static dev.mlrecipe.export.Recipes.PALETTIZE;
import static dev.mlrecipe.export.Recipes.QUANTIZE;
import static dev.mlrecipe.export.Recipes.THRESHOLD;
import static dev.mlrecipe.export.Recipes.leaf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.cli.Main;
import dev.mlrecipe.plan.Fixture;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.testing.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** coremltools reads what was exported as it was meant, and the script does what the recipe says. */
class ExportPeerTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final Path BASE =
            ROOT.resolve("server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void coremltoolsReadsTheFieldsThatTheRecipeGives() throws Exception {
        Path python = Peer.python();
        List<String> trapsOfYaml = List.of(
                "on", "null", "~", "1234", "0x1f", "1_000", "12:30:45", "1e3", ".inf", "2024-01-01", "a: b #c", "- d", "*e",
                "\"f\"", "'g", "ü", "h\ti", "", " ", "=", "<<", "🙂");
        List<Rule> rules = new ArrayList<>();
        trapsOfYaml.forEach(name -> rules.add(Fixture.name(name, Optional.empty())));
        rules.add(Fixture.opType(
                "conv",
                leaf(QUANTIZE, Map.of("dtype", "uint4", "granularity", "per_block", "block_size", List.of(1L, 8L, 0L, 0L)))));
        rules.add(Fixture.global(leaf(QUANTIZE, Map.of("mode", "linear", "dtype", "int8"), 100)));
        Recipe recipe = Fixture.recipe(
                Fixture.step(0, false, rules.toArray(Rule[]::new)),
                Fixture.step(
                        1,
                        true,
                        Fixture.opType("conv", leaf(MAGNITUDE, Map.of("n_m_ratio", List.of(2L, 4L), "dim", 1L))),
                        Fixture.global(leaf(THRESHOLD, Map.of("threshold", 1e-12, "minimum_sparsity_percentile", 0.0)))),
                Fixture.step(2, true, Fixture.global(leaf(
                        PALETTIZE, Map.of("nbits", 4L, "granularity", "per_grouped_channel", "group_size", 16L)))));
        write(recipe);
        JsonNode read = check(python, "configs", "step1.yaml", "step2.yaml", "step3.yaml");

        JsonNode quantize = read.get(0);
        assertFields(
                quantize.get("global"),
                Map.of("class", "OpLinearQuantizerConfig", "mode", "LINEAR", "dtype", "int8", "weight_threshold", 100));
        assertFields(
                quantize.get("types").get("conv"),
                Map.of("mode", "LINEAR_SYMMETRIC", "dtype", "uint4", "weight_threshold", 2048));
        assertEquals("[1,8,0,0]", quantize.get("types").get("conv").get("block_size").toString());
        List<String> names = new ArrayList<>();
        quantize.get("names").properties().forEach(entry -> {
            assertTrue(entry.getValue().isNull(), entry.getKey());
            names.add(entry.getKey());
        });
        assertEquals(trapsOfYaml, names);

        JsonNode prune = read.get(1);
        assertFields(
                prune.get("global"),
                Map.of("class", "OpThresholdPrunerConfig", "threshold", 1e-12, "minimum_sparsity_percentile", 0.0));
        assertFields(prune.get("types").get("conv"), Map.of("class", "OpMagnitudePrunerConfig", "dim", 1));
        assertEquals("[2,4]", prune.get("types").get("conv").get("n_m_ratio").toString());
        assertFields(
                read.get(2).get("global"), Map.of("class", "OpPalettizerConfig", "nbits", 4, "group_size", 16));
    }

    @Test
    void theScriptGivesEveryWeightTheFormThatTheRecipeGivesIt() throws Exception {
        Path python = Peer.python();
        Path recipe = Files.writeString(
                folder.resolve("r.mlrecipe.yaml"),
                "model: " + BASE
                        + """

                        output: ours.mlpackage
                        steps:
                          - config_type: OpMagnitudePrunerConfig
                            op_name_configs:
                              lin_w: {target_sparsity: 0.6}
                          - config_type: OpPalettizerConfig
                            joint_compression: true
                            op_name_configs:
                              "lin_?": {mode: uniform, nbits: 4}
                          - config_type: OpLinearQuantizerConfig
                            global_config: {dtype: int8}
                            op_type_configs:
                              gather: null
                              conv: {mode: linear, dtype: uint8}
                            op_name_configs:
                              "conv*_w": {dtype: int4, granularity: per_block, block_size: 16}
                              conv1_w: null
                        """);
        Path exported = folder.resolve("exported");
        assertEquals(0, Main.run("export", recipe.toString(), "--coremltools", exported.toString(), "--quiet"));
        assertEquals(0, Main.run("compress", recipe.toString(), "--quiet", "--no-cache"));
        run(python, "-W", "error:::__main__", "exported/compress.py", BASE.toString(), "theirs.mlpackage");
        JsonNode forms = check(python, "forms", "ours.mlpackage", "theirs.mlpackage");
        JsonNode ours = forms.get(0);
        JsonNode theirs = forms.get(1);
        assertEquals("lut_to_sparse+sparse_to_dense", theirs.get("linear_1.weight").asText());
        assertEquals("const", theirs.get("embedding.x").asText());
        assertEquals("const", theirs.get("conv_1.weight").asText());
        assertEquals("blockwise_shift_scale", theirs.get("conv_2.weight").asText());
        for (Map.Entry<String, JsonNode> weight : theirs.properties()) {
            // coremltools renames the transposed convolution.
            if (!weight.getKey().startsWith("convt_1")) {
                assertEquals(weight.getValue(), ours.get(weight.getKey()), weight.getKey());
            }
        }
    }

    /** The same layers in the same forms and bytes; k-means may find other centres, and is no better. */
    @Test
    void theScriptForANeuralNetworkDoesWhatTheRecipeSays() throws Exception {
        Path python = Peer.python();
        Path network = ROOT.resolve("examples/models/SmallNet.mlmodel");
        Path recipe = folder.resolve("network.mlrecipe.yaml");
        Files.writeString(
                recipe,
                "model: " + network + "\noutput: ours.mlmodel\n"
                        + """
                        steps:
                          - config_type: OpLinearQuantizerConfig
                            global_config: {mode: linear, dtype: uint4, weight_threshold: 200}
                            op_type_configs:
                              innerProduct: {config_type: OpPalettizerConfig, nbits: 5, weight_threshold: 200}
                            op_name_configs:
                              deconv1: {config_type: OpPalettizerConfig, mode: uniform, nbits: 6, weight_threshold: 200}
                          - config_type: OpFloat16Config
                            op_name_configs:
                              "bn*": {}
                        """);
        Path exported = folder.resolve("exported");
        assertEquals(0, Main.run("export", recipe.toString(), "--coremltools", exported.toString(), "--quiet"));
        assertEquals(0, Main.run("compress", recipe.toString(), "--quiet", "--no-cache"));
        run(python, "exported/compress.py", network.toString(), "theirs.mlmodel");
        List<String> ours = weights("ours.mlmodel");
        assertEquals(ours, weights("theirs.mlmodel"));
        assertTrue(ours.toString().contains("fc1.weights lookup_table 288"), ours.toString());
        assertTrue(ours.toString().contains("deconv1.weights lookup_table 640"), ours.toString());
        assertTrue(ours.toString().contains("bn1.gamma float16 32"), ours.toString());
    }

    private List<String> weights(String model) throws IOException {
        Path json = folder.resolve(model + ".json");
        assertEquals(0, Main.run("inspect", folder.resolve(model).toString(), "--json", json.toString(), "--quiet"));
        List<String> weights = new ArrayList<>();
        for (JsonNode weight : new ObjectMapper().readTree(json.toFile()).get("weights")) {
            weights.add(weight.get("weight").asText() + " " + weight.get("form").asText() + " "
                    + weight.get("stored_bytes").asLong());
        }
        return weights;
    }

    private void write(Recipe recipe) throws IOException {
        Export export = CoremltoolsExport.of(Recipes.source(recipe, Optional.empty()));
        for (Export.File file : export.files()) {
            Files.writeString(folder.resolve(file.name()), file.content());
        }
    }

    private JsonNode check(Path python, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("server/src/test/peer/export_check.py").toString()));
        command.addAll(List.of(arguments));
        return new ObjectMapper().readTree(run(python, command.toArray(String[]::new)));
    }

    private String run(Path python, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(python.toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("stdout");
        Path errors = folder.resolve("stderr");
        int exit = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        assertEquals(0, exit, () -> read(errors));
        return read(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertFields(JsonNode node, Map<String, Object> expected) {
        expected.forEach((key, value) ->
                assertEquals(new ObjectMapper().valueToTree(value), node.get(key), () -> key + " in " + node));
    }
}
