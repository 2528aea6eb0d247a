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
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.plan.Fakes;
import dev.mlrecipe.plan.Fixture;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.text.Text;
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
        write(recipe, Optional.empty());
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
        quantize.get("names").fields().forEachRemaining(entry -> {
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
    void theScriptCompressesTheRecipesModel() throws Exception {
        Path python = Peer.python();
        write(
                Fixture.recipe(Fixture.step(
                        0,
                        false,
                        Fixture.opType("gather", Optional.empty()),
                        Fixture.global(leaf(QUANTIZE, Map.of("dtype", "int8"))))),
                Optional.empty());
        compress(python);
        JsonNode forms = check(python, "forms", "out.mlpackage");
        assertEquals("blockwise_shift_scale", forms.get("linear_1.weight").asText());
        assertEquals("const", forms.get("embedding.x").asText());
    }

    @Test
    void aJointStepFindsTheConstThatAnEarlierStepCompressed() throws Exception {
        Path python = Peer.python();
        ModelIndex model = Fixture.model(Opset.COREML8)
                .weight("lin_w", Shape.of(96, 32), "linear_1:linear")
                .weight("conv2_w", Shape.of(64, 32, 3, 3), "conv_2:conv")
                .build();
        Recipe recipe = Fixture.recipe(
                Fixture.step(0, false, Fixture.global(leaf(MAGNITUDE, Map.of("target_sparsity", 0.6)))),
                Fixture.step(
                        1, true, Fixture.pattern("lin_*", leaf(PALETTIZE, Map.of("mode", "uniform", "nbits", 4L)))));
        write(recipe, Optional.of(Planner.plan(recipe, model, new Fakes.SumEncoding(), Opset.COREML8)));
        compress(python);
        JsonNode forms = check(python, "forms", "out.mlpackage");
        assertEquals("lut_to_sparse+sparse_to_dense", forms.get("linear_1.weight").asText());
        assertEquals("sparse_to_dense", forms.get("conv_2.weight").asText());
    }

    private void write(Recipe recipe, Optional<Planning> planning) throws IOException {
        Export export = CoremltoolsExport.of(new ExportSource(
                "r.mlrecipe.yaml", Text.of("\n\n"), recipe, planning, Optional.of(BASE.toString()),
                Optional.of("out.mlpackage")));
        for (Export.File file : export.files()) {
            Files.writeString(folder.resolve(file.name()), file.content());
        }
    }

    private void compress(Path python) throws Exception {
        run(python, "-W", "error::DeprecationWarning:__main__", "-W", "error::FutureWarning:__main__", "compress.py");
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
