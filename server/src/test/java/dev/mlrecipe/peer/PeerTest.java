package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.mlrecipe.cli.Main;
import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * coremltools as a peer: it loads what we write, which runs every operation's validation, and decompresses it to the
 * bits that an independent reader finds; and that reader's errors are the ones that we report.
 */
class PeerTest {
    /** Python writes Infinity for the ratio of a weight without error. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final Map<String, String> RECIPES = Map.of(
            "int8", "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int8}}",
            "int8 affine", "{config_type: OpLinearQuantizerConfig, global_config: {mode: linear, dtype: int8}}",
            "int4 per block",
                    "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int4, granularity: per_block,"
                            + " block_size: 32}}",
            "4-bit table", "{config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 4}}",
            "6-bit table", "{config_type: OpPalettizerConfig, global_config: {mode: kmeans, nbits: 6}}");

    private record Model(String name, boolean blocks) {}

    private static final List<Model> MODELS = List.of(
            new Model("seed/mobilenetv2_iOS16.mlpackage", false),
            new Model("seed/mobilenetv2_iOS18.mlpackage", true),
            new Model("seed/resnet50_iOS18.mlpackage", true),
            new Model("minilm/minilm_iOS18.mlpackage", true),
            new Model("digitnet/DigitNet_iOS15.mlpackage", false),
            new Model("digitnet/DigitNet_iOS17.mlpackage", false),
            new Model("digitnet/DigitNet_iOS18.mlpackage", true),
            new Model("real/basic_pitch_nmp.mlpackage", false));

    private record Job(String title, Path original, Path compressed, Path report, Path rows) {}

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> coremltoolsReadsOurModelsAndGetsTheBitsThatWeReport() throws Exception {
        Path python = Peer.python();
        Path models = Shared.folder("models");
        List<Job> jobs = new ArrayList<>();
        for (Model model : MODELS) {
            for (String recipe : RECIPES.keySet().stream().sorted().toList()) {
                if (model.blocks() || !recipe.contains("block")) {
                    jobs.add(compress(models.resolve(model.name()), recipe, jobs.size()));
                }
            }
        }
        Peer.check(python, folder, jobs.stream()
                .map(job -> new Peer.Pair(job.original(), job.compressed(), job.rows()))
                .toList());
        return jobs.stream().map(job -> dynamicTest(job.title(), () -> verify(job)));
    }

    private Job compress(Path model, String step, int number) throws IOException {
        Path recipe = folder.resolve(number + ".mlrecipe.yaml");
        Path output = folder.resolve(number + ".mlpackage");
        Path report = folder.resolve(number + ".json");
        Files.writeString(
                recipe, "model: " + model + "\noutput: " + output + "\nsteps: [" + RECIPES.get(step) + "]\n");
        int exit = Main.run("compress", recipe.toString(), "--json", report.toString(), "--quiet", "--no-cache");
        assertEquals(0, exit, model + " " + step);
        return new Job(
                model.getFileName() + ", " + step, model, output, report, folder.resolve(number + ".peer.json"));
    }

    private static void verify(Job job) throws IOException {
        Peer.requirePassed(job.rows());
        Map<String, JsonNode> ours = new HashMap<>();
        for (JsonNode layer : JSON.readTree(job.report().toFile()).get("layers")) {
            ours.put(layer.get("weight").asText(), layer);
            layer.get("shared_with").forEach(other -> ours.put(other.asText(), layer));
        }
        int compressed = 0;
        for (JsonNode row : JSON.readTree(job.rows().toFile())) {
            JsonNode layer = ours.get(row.get("weight").asText());
            assertTrue(layer != null, "not in our report: " + row.get("weight"));
            if (layer.get("status").asText().equals("compressed")) {
                compressed++;
                double mse = layer.get("mse").asDouble();
                assertEquals(row.get("mse").asDouble(), mse, 1e-6 * mse + 1e-30, row.get("weight").asText());
                assertEquals(row.get("form").asText(), layer.get("form").asText());
            }
        }
        assertTrue(compressed > 0, "nothing was compressed");
    }
}
