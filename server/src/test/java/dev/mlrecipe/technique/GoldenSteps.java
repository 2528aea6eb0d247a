package dev.mlrecipe.technique;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Repeats what coremltools did for a golden package: the same steps, weight by weight. Only goldens whose steps have a
 * global configuration and nothing else.
 */
public final class GoldenSteps {

    private GoldenSteps() {}

    /**
     * One weight that coremltools compressed.
     *
     * @param name consumer and input
     * @param original the weight before
     * @param theirs what coremltools made of it
     * @param ours what the techniques make of it with the same options
     */
    public record Pair(String name, Representation original, Representation theirs, Representation ours) {}

    /** What is done with the pairs; both models are open meanwhile. */
    @FunctionalInterface
    public interface Check {
        void accept(Pair pair) throws IOException;
    }

    /**
     * Shows all weights that coremltools compressed.
     *
     * @return how many
     */
    public static int forEach(String golden, Check check) throws IOException {
        Path folder = Goldens.golden(golden).getParent();
        JsonNode recipe = new YAMLMapper().readTree(folder.resolve("recipe.yaml").toFile());
        Path base = Goldens.base(recipe.get("base").asText().replace(".mlpackage", ""));
        int count = 0;
        try (CoreMlModel before = CoreMlModels.open(base);
                CoreMlModel after = CoreMlModels.open(folder.resolve("model.mlpackage"))) {
            Map<String, Weight> originals = new HashMap<>();
            for (Weight weight : before.index().weights()) {
                originals.put(weight.name(), weight);
            }
            for (Weight theirs : after.index().weights()) {
                Weight original = originals.get(theirs.name().replace("_has_output_shape", ""));
                if (!(theirs.stored() instanceof Dense) && original != null) {
                    Representation ours = run(recipe.get("steps"), original, after);
                    check.accept(new Pair(theirs.name(), original.stored(), theirs.stored(), ours));
                    count++;
                }
            }
        }
        return count;
    }

    private static Representation run(JsonNode steps, Weight weight, CoreMlModel after) throws IOException {
        Representation form = weight.stored();
        for (JsonNode step : steps) {
            if (step.get("pass").asText().equals("decompress_weights")) {
                TensorWriter values = new MemoryTensorWriter(form.type(), form.shape());
                form = new Dense(Decoder.expand(form, values, () -> {}));
                continue;
            }
            JsonNode config = step.get("config");
            Technique technique = technique(config.get("config_type").asText());
            Subject subject = new Subject(
                    weight.name(),
                    weight.consumers().get(0).opType(),
                    weight.consumers().get(0).input(),
                    weight.axes(),
                    form,
                    after.index().opset().orElseThrow(),
                    step.get("joint_compression").asBoolean(),
                    false);
            Outcome outcome = technique.compress(subject, options(technique, config), new MemoryWorkbench());
            if (outcome instanceof Outcome.Compressed compressed) {
                form = compressed.form();
            }
        }
        return form;
    }

    private static Technique technique(String configType) {
        return ServiceLoader.load(Technique.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(technique -> technique.configType().equals(configType))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no technique " + configType));
    }

    private static Options options(Technique technique, JsonNode config) {
        Map<String, Object> given = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : config.get("global_config").properties()) {
            if (!entry.getKey().equals("weight_threshold")) {
                given.put(entry.getKey(), value(entry.getValue()));
            }
        }
        return Options.of(technique.options(), given);
    }

    private static Object value(JsonNode node) {
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        return node.isNumber() ? (Object) node.asDouble() : node.asText();
    }
}
