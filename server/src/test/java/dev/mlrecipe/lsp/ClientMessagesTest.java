package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told beyond the protocol: how recipes stand, their layers, new recipes. */
class ClientMessagesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws IOException {
        Models.put(folder, "Net.mlpackage");
    }

    private static StatusNotification sees(Editor editor, String state) {
        return sees(editor, state, "");
    }

    /** @param words part of the target or message: other recipes before it may have been in the same state */
    private static StatusNotification sees(Editor editor, String state, String words) {
        List<StatusNotification> all = editor.see(
                "status " + state + " with " + words,
                () -> editor.screen().statuses(),
                seen -> !seen.isEmpty()
                        && seen.getLast().state().equals(state)
                        && (seen.getLast().target() + ": " + seen.getLast().message()).contains(words));
        return all.getLast();
    }

    @Test
    void aClientThatAsksForItHearsHowRecipesStand() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"status\": true}"))) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            StatusNotification planned = sees(editor, "planned");
            assertEquals(recipe.uri(), planned.uri());
            assertEquals("iOS18", planned.target());
            assertTrue(planned.ratio().matches("[0-9.]+x"), planned.ratio());
            assertTrue(planned.message().startsWith("planned: " + planned.ratio() + " ("), planned.message());
            recipe.save();
            StatusNotification measured = sees(editor, "measured");
            assertEquals("measured: ", measured.message().substring(0, 10));
            assertTrue(editor.screen().statuses().stream().anyMatch(status -> status.state().equals("running")));
            recipe.replace("kmeans", "kmean");
            assertEquals("", sees(editor, "blocked").ratio());
            recipe.replace("Net.mlpackage", "None.mlpackage");
            recipe.replace("kmean", "kmeans");
            sees(editor, "blocked", "None.mlpackage");
            recipe.rewrite("target: [iOS18, macOS15]\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n");
            assertEquals("iOS18 +1", sees(editor, "noModel", "iOS18 +1").target());
        }
    }

    @Test
    void otherClientsHearNothingOfIt() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            recipe.save();
            recipe.sees("layer-result");
            assertTrue(editor.screen().statuses().isEmpty());
        }
    }

    private static LayersRequest.Answer layers(Editor editor, Document recipe) throws Exception {
        LayersRequest.Params params = new LayersRequest.Params();
        params.textDocument = recipe.id();
        return Editor.await(editor.server().layers(params));
    }

    private static List<LayersRequest.Layer> layers(LayersRequest.Answer answer) {
        return answer.groups().stream().flatMap(group -> group.layers().stream()).toList();
    }

    @Test
    void layersBelowTheRulesThatDecide() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"status\": true}"))) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            sees(editor, "planned");
            LayersRequest.Answer planned = layers(editor, recipe);
            assertTrue(planned.summary().startsWith("planned: "), planned.summary());
            LayersRequest.Group rule = planned.groups().getFirst();
            assertEquals("global_config", rule.title());
            assertEquals(recipe.at("global_config"), rule.range().getStart());
            LayersRequest.Layer largest = rule.layers().getFirst();
            assertEquals("planned", largest.state());
            assertEquals(rule.range(), largest.range());
            assertTrue(largest.ratio() > 3, largest.toString());
            assertTrue(largest.ms() > 0, largest.toString());
            assertTrue(List.of("neural_engine", "gpu", "cpu").contains(largest.unit()), largest.toString());
            assertTrue(layers(planned).stream().anyMatch(layer ->
                    layer.state().equals("left") && layer.facts().contains("weight_threshold")));

            recipe.save();
            sees(editor, "measured");
            LayersRequest.Layer measured = layers(layers(editor, recipe)).getFirst();
            assertEquals("measured", measured.state());
            assertTrue(measured.facts().contains("SNR"), measured.facts());
        }
    }

    @Test
    void layersThatCannotBeDoneAsAskedSayWhy() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"status\": true}"))) {
            Document recipe = editor.open("a.mlrecipe.yaml", """
                    model: Net.mlpackage
                    output: out/Net.mlpackage
                    target: iOS18
                    config_type: OpLinearQuantizerConfig
                    global_config: {dtype: int4, granularity: per_block, block_size: 32}
                    """);
            sees(editor, "planned");
            assertTrue(layers(layers(editor, recipe)).stream().anyMatch(layer ->
                    layer.state().equals("skipped") && layer.facts().contains("does not divide")));
        }
    }

    @Test
    void aRecipeWithoutAModelHasNoLayers() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            assertNull(layers(editor, editor.open("a.mlrecipe.yaml", "config_type: OpPalettizerConfig\n")));
        }
    }

    private static JsonObject execute(Editor editor, String command, Object... arguments) throws Exception {
        return answer(editor, command, arguments).getAsJsonObject();
    }

    private static JsonElement answer(Editor editor, String command, Object... arguments) throws Exception {
        Object answer = Editor.await(editor.server()
                .getWorkspaceService()
                .executeCommand(new ExecuteCommandParams(command, List.of(arguments))));
        return new Gson().toJsonTree(answer);
    }

    private static void isRefused(String why, Editor editor, String command, Object... arguments) {
        Exception refusal = assertThrows(ExecutionException.class, () -> execute(editor, command, arguments));
        assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
    }

    @Test
    void aNewRecipeForAModel() throws Exception {
        String model = DocumentUri.of(folder.resolve("Net.mlpackage"));
        try (Editor editor = Editor.in(folder)) {
            JsonObject choices = execute(editor, "mlrecipe.recipeChoices", model, "iOS18");
            assertTrue(choices.get("model").getAsString().startsWith("Net.mlpackage, ML program CoreML8, "));
            assertEquals(
                    "iOS18",
                    choices.getAsJsonArray("targets").get(0).getAsJsonObject().get("word").getAsString());
            for (JsonElement goal : choices.getAsJsonArray("goals")) {
                String word = goal.getAsJsonObject().get("word").getAsString();
                assertTrue(goal.getAsJsonObject().get("becomes").getAsString().contains("x ("), goal.toString());
                JsonObject recipe = execute(editor, "mlrecipe.newRecipe", model, "iOS18", word);
                Path file = DocumentUri.of(recipe.get("uri").getAsString()).path().orElseThrow();
                assertEquals(folder.resolve("Net-" + word + ".mlrecipe.yaml"), file);
                assertFalse(Files.exists(file));
                Document open = editor.open(file.getFileName().toString(), recipe.get("text").getAsString());
                open.sees("no finding", List::isEmpty);
            }
            assertTrue(execute(editor, "mlrecipe.newRecipe", model, "iOS18", "safe")
                    .get("uri")
                    .getAsString()
                    .endsWith("/Net-safe-2.mlrecipe.yaml"));
        }
    }

    @Test
    void newRecipesForAScript() throws Exception {
        Path script = folder.resolve("compress.py");
        Files.writeString(
                script,
                """
                import coremltools as ct
                import coremltools.optimize.coreml as cto
                model = ct.models.MLModel("Net.mlpackage")
                for nbits in (4, 6):
                    op = cto.OpPalettizerConfig(mode="kmeans", nbits=nbits)
                    cto.palettize_weights(model, cto.OptimizationConfig(op)).save(f"Net_{nbits}.mlpackage")
                head = ct.models.MLModel("Head.mlpackage")
                int8 = cto.OptimizationConfig(cto.OpLinearQuantizerConfig())
                cto.linear_quantize_weights(head, int8).save("Head_int8.mlpackage")
                """);
        Files.writeString(folder.resolve("compress-Net.mlrecipe.yaml"), "mine");
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"trusted\": false}"))) {
            JsonArray recipes = answer(editor, "mlrecipe.import", DocumentUri.of(script)).getAsJsonArray();
            List<String> names = new ArrayList<>();
            for (JsonElement recipe : recipes) {
                Path file = DocumentUri.of(recipe.getAsJsonObject().get("uri").getAsString()).path().orElseThrow();
                names.add(file.getFileName().toString());
                assertTrue(recipe.getAsJsonObject().get("text").getAsString().contains("\nmodel: "));
            }
            assertEquals(List.of("compress-Net-2.mlrecipe.yaml", "compress-Head_int8.mlrecipe.yaml"), names);
            isRefused("for which file?", editor, "mlrecipe.import");
            Files.writeString(folder.resolve("nothing.py"), "print()\n");
            isRefused("compresses nothing", editor, "mlrecipe.import", DocumentUri.of(folder.resolve("nothing.py")));
            Path outside = Path.of("..", "examples", "compress.py").toAbsolutePath().normalize();
            isRefused("lies outside", editor, "mlrecipe.import", DocumentUri.of(outside));
        }
    }

    @Test
    void whatCannotBeHadIsRefusedInWords() throws Exception {
        Files.writeString(folder.resolve("x.mlmodel"), "no model");
        String model = DocumentUri.of(folder.resolve("Net.mlpackage"));
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"trusted\": false}"))) {
            isRefused("for which model?", editor, "mlrecipe.newRecipe");
            isRefused("for which target?", editor, "mlrecipe.newRecipe", model);
            isRefused("iOS18 is the first iOS that does", editor, "mlrecipe.newRecipe", model, "iOS16", "safe");
            isRefused("safe, neural-engine", editor, "mlrecipe.newRecipe", model, "iOS18", "best");
            isRefused("x.mlmodel", editor, "mlrecipe.recipeChoices", DocumentUri.of(folder.resolve("x.mlmodel")));
            Path outside = Path.of("..", "examples", "models", "DigitNet_iOS18.mlpackage").toAbsolutePath().normalize();
            isRefused("lies outside", editor, "mlrecipe.recipeChoices", DocumentUri.of(outside));
        }
    }

    @Test
    void autosaveMayBeSwitchedOnLater() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"status\": true}"))) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            sees(editor, "planned");
            editor.tell("mlrecipe/autoSaveChanged", Map.of("autoSave", true));
            recipe.replace("nbits: 4", "nbits: 6");
            recipe.save();
            long saved = System.nanoTime();
            sees(editor, "measured");
            assertTrue(System.nanoTime() - saved > 1_000_000_000L, "with autosave a run waits until nobody types");
        }
    }
}
