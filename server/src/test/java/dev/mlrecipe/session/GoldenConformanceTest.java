package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.DecompressionRun;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.testing.FormSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every golden recipe gives what coremltools gave: the same forms, types and shapes, no more bytes, and no larger error.
 */
class GoldenConformanceTest {
    private static final Path GOLDENS =
            Path.of(System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<Integer, String> TARGETS = Map.of(7, "iOS16", 8, "iOS17", 9, "iOS18", 10, "iOS26");
    /** We scale the table once per channel; coremltools stores one table per channel. */
    private static final Set<String> OTHER_FORMS = Set.of("joint_q8_then_pal4");
    /**
     * With enable_per_channel_scale coremltools scales along the wrong axes, with up to nine times the scales. We do
     * what its documentation says; so the measure is the same recipe without the option.
     */
    private static final Map<String, String> WITHOUT_SCALE = Map.of(
            "ios18_pal_kmeans4_pcs", "ios18_pal_kmeans4",
            "ios18_pal_kmeans4_group8_pcs", "ios18_pal_kmeans4_group8",
            "ios26_pal_kmeans4_pcs", "ios18_pal_kmeans4");
    /** coremltools renames the transposed convolution. */
    private static final String RENAMED = "convt_1_has_output_shape.weight";
    /** Where we store a float instead of an 8-bit number, or the other way round. */
    private static final long BYTES_OF_DIFFERENCE = 8;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> sameFormsNoMoreBytesNoLargerError() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDENS.resolve("golden"))) {
            return folders
                    .filter(golden -> Files.exists(golden.resolve("weights.json")))
                    .sorted()
                    .toList()
                    .stream()
                    .map(golden -> dynamicTest(golden.getFileName().toString(), () -> verify(golden)));
        }
    }

    private void verify(Path golden) throws IOException {
        String name = golden.getFileName().toString();
        Path measure = golden.resolveSibling(WITHOUT_SCALE.getOrDefault(name, name));
        JsonNode facts = JSON.readTree(measure.resolve("weights.json").toFile());
        JsonNode recipe = YAML.readTree(golden.resolve("recipe.yaml").toFile());
        Path base = GOLDENS.resolve("base").resolve(recipe.get("base").asText());
        int specification = JSON.readTree(golden.resolve("weights.json").toFile()).get("specificationVersion").asInt();
        Path output = run(golden, recipe, base, specification);
        try (CoreMlModel original = CoreMlModels.open(base);
                CoreMlModel ours = CoreMlModels.open(output);
                CoreMlModel theirs = CoreMlModels.open(measure.resolve("model.mlpackage"))) {
            assertEquals(specification, ours.index().specificationVersion());
            Map<String, Weight> mine = byName(ours);
            Map<String, Weight> originals = byName(original);
            Encoding encoding = ours.encoding(ours.index().opset().orElseThrow());
            boolean same = !OTHER_FORMS.contains(name);
            List<Executable> checks = new ArrayList<>();
            for (Weight peer : theirs.index().weights()) {
                String weight = peer.name().equals(RENAMED) ? "convt_1.weight" : peer.name();
                JsonNode fact = facts.get("weights").get(peer.name());
                if (fact == null) {
                    continue;
                }
                checks.add(() -> check(mine.get(weight), originals.get(weight), peer, fact, same, encoding));
            }
            assertFalse(checks.isEmpty());
            assertAll(checks);
        }
    }

    private static void check(
            Weight ours, Weight original, Weight theirs, JsonNode fact, boolean sameForms, Encoding encoding)
            throws IOException {
        String name = ours.name();
        Representation form = ours.stored();
        long bytes = encoding.storedBytes(form);
        // Only with the option: no technique else puts a scale around a table.
        if (sameForms && form instanceof Affine affine && affine.data() instanceof LookupTable table) {
            form = table;
            bytes -= affine.scale().size();
        }
        if (sameForms) {
            assertEquals(FormSignature.of(theirs.stored()), FormSignature.of(form), name);
        }
        long theirBytes = fact.get("stored_bytes").asLong();
        long allowed = theirBytes + BYTES_OF_DIFFERENCE + bytesOfMoreValues(name, ours, theirs);
        assertTrue(bytes <= allowed, name + ": " + bytes + " bytes, theirs " + theirBytes);
        double error = ErrorSums.between(original.stored(), ours.stored(), () -> {}).mse();
        double theirError = fact.has("mse")
                ? fact.get("mse").asDouble()
                : ErrorSums.between(original.stored(), theirs.stored(), () -> {}).mse();
        assertTrue(error <= theirError * (1 + 1e-6), name + ": mse " + error + ", theirs " + theirError);
    }

    /** We prune exactly as many as asked for; coremltools all ties, and by a threshold rounded to float16. */
    private static long bytesOfMoreValues(String name, Weight ours, Weight theirs) {
        Optional<Tensor> mine = FormSignature.values(ours.stored());
        Optional<Tensor> peers = FormSignature.values(theirs.stored());
        if (mine.isEmpty() || peers.isEmpty()) {
            return 0;
        }
        long more = mine.get().elements() - peers.get().elements();
        long most = ours.stored().shape().elements() / 1000 + 1;
        assertTrue(more >= 0 && more <= most, name + ": " + more + " more values");
        return mine.get().type().bytes(more);
    }

    private static Map<String, Weight> byName(CoreMlModel model) {
        return model.index().weights().stream().collect(Collectors.toMap(Weight::name, Function.identity()));
    }

    /** A decompression in the middle starts a new recipe on the dense result of the steps before. */
    private Path run(Path golden, JsonNode recipe, Path base, int specification) throws IOException {
        Path input = base;
        ArrayNode steps = JSON.createArrayNode();
        int part = 0;
        for (JsonNode step : recipe.get("steps")) {
            if (step.get("pass").asText().equals("decompress_weights")) {
                Path compressed = compress(golden, input, steps, specification, part++);
                input = folder.resolve(golden.getFileName() + "-dense" + part + ".mlpackage");
                try (CoreMlModel model = CoreMlModels.open(compressed)) {
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
        return compress(golden, input, steps, specification, part);
    }

    private Path compress(Path golden, Path model, ArrayNode steps, int specification, int part) throws IOException {
        Path file = folder.resolve(golden.getFileName() + "-" + part + ".mlrecipe.yaml");
        Path output = folder.resolve(golden.getFileName() + "-" + part + ".mlpackage");
        ObjectNode recipe = JSON.createObjectNode();
        recipe.put("model", model.toString());
        recipe.put("output", output.toString());
        recipe.put("target", TARGETS.get(specification));
        recipe.set("steps", steps);
        Files.writeString(file, recipe.toPrettyString());
        try (Techniques techniques = Techniques.builtIn();
                RecipeRun run = RecipeRun.open(file, Optional.empty(), Toolbox.of(techniques.all(), "test"))) {
            assertFalse(run.blocked(), () -> run.findings().toString());
            run.run(2, Progress.NONE, new Cancellation(), failure -> {
                throw new AssertionError(failure);
            });
        }
        return output;
    }
}
