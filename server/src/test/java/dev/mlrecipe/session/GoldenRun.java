package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.DecompressionRun;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A golden recipe, run by us.
 *
 * @param base the model it starts from
 * @param output what it made
 * @param report of its last part: a decompression in the middle of a recipe starts a new one
 */
record GoldenRun(Path base, Path output, Report report) {
    static final Path GOLDENS = Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, String> TARGETS =
            Map.of(7, "iOS16", 8, "iOS17", 9, "iOS18", 10, "iOS26");

    static JsonNode recipe(Path golden) throws IOException {
        return YAML.readTree(golden.resolve("recipe.yaml").toFile());
    }

    static Path base(Path golden) throws IOException {
        return GOLDENS.resolve("base").resolve(recipe(golden).get("base").asText());
    }

    /** Runs all steps; files go to {@code folder}. */
    static GoldenRun of(Path golden, int specification, Path folder) throws IOException {
        Path base = base(golden);
        Path input = base;
        ArrayNode steps = JSON.createArrayNode();
        int part = 0;
        for (JsonNode step : recipe(golden).get("steps")) {
            if (step.get("pass").asText().equals("decompress_weights")) {
                GoldenRun before = compress(golden, folder, base, input, steps, specification, part++);
                input = folder.resolve(golden.getFileName() + "-dense" + part + ".mlpackage");
                try (CoreMlModel model = CoreMlModels.open(before.output)) {
                    DecompressionRun.run(model, input, new Cancellation());
                }
                steps = JSON.createArrayNode();
            } else {
                ObjectNode converted = steps.addObject().setAll((ObjectNode) step.get("config"));
                if (step.path("joint_compression").asBoolean()) {
                    converted.put("joint_compression", true);
                }
            }
        }
        return compress(golden, folder, base, input, steps, specification, part);
    }

    private static GoldenRun compress(
            Path golden, Path folder, Path base, Path model, ArrayNode steps, int specification, int part)
            throws IOException {
        Path file = folder.resolve(golden.getFileName() + "-" + part + ".mlrecipe.yaml");
        Path output = folder.resolve(golden.getFileName() + "-" + part + ".mlpackage");
        ObjectNode recipe = JSON.createObjectNode();
        recipe.put("model", model.toString());
        recipe.put("output", output.toString());
        recipe.put("target", TARGETS.get(specification));
        recipe.set("steps", steps);
        Files.writeString(file, recipe.toPrettyString());
        try (Techniques techniques = Techniques.builtIn();
                RecipeRuns runs =
                        RecipeRuns.open(file, RecipeRuns.Choice.ALL, Toolbox.of(techniques.all(), "test"))) {
            RecipeRun run = runs.all().getFirst();
            assertFalse(run.blocked(), () -> run.findings().toString());
            RecipeRun.Result result = run.run(2, Progress.NONE, new Cancellation(), failure -> {
                throw new AssertionError(failure);
            });
            return new GoldenRun(base, output, result.report());
        }
    }
}
