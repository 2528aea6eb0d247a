package dev.mlrecipe.coreml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.coreml.form.Decoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What coremltools compressed is read back: every weight, its form, its size and its values. */
class GoldenWeightsTest {
    /** Parameters that hold the weight itself; the others say how to read them. */
    private static final Set<String> NOT_STORED = Set.of("axis", "shape", "vector_axis");

    static List<String> names() throws IOException {
        return Goldens.names();
    }

    @Test
    void goldensAreThere() throws IOException {
        assertTrue(names().size() >= 50, () -> "too few goldens");
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyWeightIsReadWithItsFormSizeAndValues(String name) throws IOException {
        JsonNode expected = Goldens.weights(name);
        try (CoreMlModel model = CoreMlModels.open(Goldens.golden(name))) {
            Map<String, Weight> found = byConsumer(model.index());
            Encoding encoding = model.encoding(model.index().opset().orElseThrow());
            for (Map.Entry<String, JsonNode> entry : expected.properties()) {
                Weight weight = found.remove(entry.getKey());
                assertNotNull(weight, () -> entry.getKey() + " is not among " + found.keySet());
                JsonNode facts = entry.getValue();
                String what = name + ", " + entry.getKey();
                assertEquals(facts.get("out_dtype").asText(), weight.stored().type().word(), what);
                assertEquals(facts.get("out_shape").toString(), weight.stored().shape().toString(), what);
                assertEquals(form(facts), encoding.formName(weight.stored()), what);
                assertEquals(storedBytes(facts), encoding.storedBytes(weight.stored()), what);
                assertEquals(java.util.Optional.empty(), encoding.illegal(weight.stored()), what);
                assertEquals(facts.get("sha256_dequantized").asText(), Decoder.sha256(weight.stored()), what);
            }
            assertEquals(Set.of(), found.keySet(), "weights that nobody expects");
        }
    }

    private static Map<String, Weight> byConsumer(ModelIndex index) {
        Map<String, Weight> weights = new HashMap<>();
        for (Weight weight : index.weights()) {
            weight.consumers().forEach(consumer -> weights.put(consumer.weightName(), weight));
        }
        return weights;
    }

    private static String form(JsonNode facts) {
        List<String> ops = new ArrayList<>();
        facts.get("chain").forEach(op -> ops.add(op.get("op").asText().replace("constexpr_", "")));
        return String.join("+", ops).replace("const", "dense");
    }

    /** Bytes of all tensors; a mask that two operations give inline is one blob. */
    private static long storedBytes(JsonNode facts) {
        long bytes = 0;
        Set<String> masks = new HashSet<>();
        for (JsonNode op : facts.get("chain")) {
            for (Map.Entry<String, JsonNode> parameter : op.get("params").properties()) {
                boolean isMask = parameter.getKey().endsWith("mask");
                boolean counts = parameter.getValue().has("bytes")
                        && !NOT_STORED.contains(parameter.getKey())
                        && (!isMask || masks.add(parameter.getValue().get("shape").toString()));
                bytes += counts ? parameter.getValue().get("bytes").asLong() : 0;
            }
        }
        return bytes;
    }
}
