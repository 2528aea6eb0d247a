package dev.mlrecipe.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.cli.Main;
import dev.mlrecipe.testing.Peer;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** coremltools loads the neural networks that we write and sees in them the values that we expand them to. */
class NetworkPeerTest {
    private static final Map<String, String> RECIPES = Map.of(
            "float16", "{config_type: OpFloat16Config, global_config: {}}",
            "linear 8", "{config_type: OpLinearQuantizerConfig, global_config: {mode: linear, dtype: uint8%s}}",
            "symmetric 8", "{config_type: OpLinearQuantizerConfig, global_config: {dtype: int8%s}}",
            "linear 4", "{config_type: OpLinearQuantizerConfig, global_config: {mode: linear, dtype: uint4%s}}",
            "kmeans 8", "{config_type: OpPalettizerConfig, global_config: {nbits: 8%s}}",
            "kmeans 5", "{config_type: OpPalettizerConfig, global_config: {nbits: 5%s}}",
            "kmeans 4", "{config_type: OpPalettizerConfig, global_config: {nbits: 4%s}}",
            "uniform 6", "{config_type: OpPalettizerConfig, global_config: {mode: uniform, nbits: 6%s}}",
            "unique", "{config_type: OpPalettizerConfig, global_config: {mode: unique%s}}");

    /** Models with float weights, and whether small ones are compressed too. */
    private static final Map<String, Boolean> MODELS = Map.of(
            "goldens/nn/cnn.mlmodel", true,
            "goldens/nn/seq.mlmodel", true,
            "models/digitnet/DigitNet_NN.mlmodel", false,
            "models/real/Es2EnCharEncoder16Bit.mlmodel", false,
            "models/real/GestureClassifier.mlmodel", false,
            "models/real/SqueezeNetFP16.mlmodel", false,
            "models/real/TinyDrawingEmbedding.mlmodel", false,
            "models/real/mlperf_edsr_f32b5_fp32.mlmodel", false,
            "models/real/mlperf_sr_pl_f28b5.mlmodel", false,
            "models/real/mnistGAN.mlmodel", false);

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> coremltoolsSeesTheValuesThatWeExpand() throws Exception {
        Path python = Peer.python();
        List<Map<String, Object>> jobs = new ArrayList<>();
        List<String> titles = new ArrayList<>();
        for (String model : MODELS.keySet().stream().sorted().toList()) {
            for (String recipe : RECIPES.keySet().stream().sorted().toList()) {
                titles.add(model + ", " + recipe);
                jobs.add(job(jobs.size(), Shared.folder(model), recipe, MODELS.get(model)));
            }
        }
        Path list = folder.resolve("jobs.json");
        new ObjectMapper().writeValue(list.toFile(), jobs);
        Path script = Path.of(System.getProperty("mlrecipe.root"), "server/src/test/peer/network_check.py");
        Path log = folder.resolve("peer.log");
        Process process = new ProcessBuilder(python.toString(), script.toString(), list.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(log));
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            String found = read(Path.of((String) jobs.get(i).get("log")));
            tests.add(DynamicTest.dynamicTest(titles.get(i), () -> assertTrue(found.endsWith("\nexit 0\n"), found)));
        }
        return tests.stream();
    }

    /** Compresses a model and expands the result, as a user would. */
    private Map<String, Object> job(int number, Path model, String recipe, boolean small) throws IOException {
        Path file = folder.resolve(number + ".mlrecipe.yaml");
        Path compressed = folder.resolve(number + ".mlmodel");
        Path dense = folder.resolve(number + "-dense.mlmodel");
        Path report = folder.resolve(number + ".json");
        String step = RECIPES.get(recipe).formatted(small ? ", weight_threshold: 0" : "");
        Files.writeString(file, "model: " + model + "\noutput: " + compressed + "\nsteps: [" + step + "]\n");
        String title = model.getFileName() + ", " + recipe;
        assertEquals(
                0,
                Main.run("compress", file.toString(), "--json", report.toString(), "--quiet", "--no-cache"),
                title);
        assertEquals(0, Main.run("decompress", compressed.toString(), "-o", dense.toString(), "--quiet"), title);
        // Weights may have too many values for a table, or be float16 already.
        boolean none = recipe.equals("unique") || recipe.equals("float16");
        return Map.of(
                "original", model.toString(),
                "compressed", compressed.toString(),
                "dense", dense.toString(),
                "report", report.toString(),
                "log", folder.resolve(number + ".log").toString(),
                "may_be_none", none);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "no " + file.getFileName() + ": " + e.getMessage();
        }
    }
}
