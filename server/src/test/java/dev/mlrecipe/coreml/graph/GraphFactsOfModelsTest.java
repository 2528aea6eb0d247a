package dev.mlrecipe.coreml.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real models, compared with counts that another program made from the same files. */
class GraphFactsOfModelsTest {

    @ParameterizedTest
    @CsvSource({
        "digitnet/DigitNet_iOS17.mlpackage, digitnet/layers.json",
        "digitnet/DigitNet_iOS18.mlpackage, digitnet/layers.json",
        "seed/mobilenetv3s_iOS17.mlpackage, flops/mobilenetv3s.json",
        "seed/mobilenetv2_iOS16.mlpackage, flops/mobilenetv2.json",
        "seed/mobilenetv2_iOS18.mlpackage, flops/mobilenetv2.json",
        "seed/resnet50_iOS18.mlpackage, flops/resnet50.json",
    })
    void equalsTheIndependentCount(String model, String counts) throws IOException {
        JsonNode expected = new ObjectMapper().readTree(Shared.folder("models/" + counts).toFile());
        FunctionFacts facts = facts(model);
        assertEquals(expected.get("total_multiply_adds").asLong(), facts.totalMultiplyAdds());
        assertEquals(expected.get("op_count").asInt(), facts.ops().size());
        assertEquals(
                expected.get("weight_payload_bytes").asLong(),
                facts.ops().stream().mapToLong(OpFacts::weightBytes).sum());
        assertEquals(
                expected.get("total_activation_bytes").asLong(),
                facts.ops().stream().mapToLong(OpFacts::activationBytes).sum());
        Map<String, OpFacts> byName = new HashMap<>();
        facts.ops().forEach(op -> byName.put(op.name(), op));
        Map<String, OpFacts> byOutput = new HashMap<>();
        facts.ops().forEach(op -> op.outputs().forEach(output -> byOutput.put(output.name(), op)));
        for (JsonNode op : expected.get("ops")) {
            OpFacts found = byName.get(op.get("name").asText());
            assertEquals(op.get("type").asText(), found.type());
            assertEquals(op.get("multiply_adds").asLong(), found.multiplyAdds(), found.name());
            assertEquals(op.get("activation_bytes").asLong(), found.activationBytes(), found.name());
            assertEquals(found.constant() ? List.of() : computed(op, byOutput), names(found.inputs()), found.name());
            assertEquals(found.weightBytes(), found.denseWeightBytes(), found.name());
            assertEquals(op.get("output").asText(), found.outputs().get(0).name());
            assertEquals(op.get("shape").toString(), found.outputs().get(0).shape().toString().replace(" ", ""));
            assertEquals(op.get("dtype").asText().toLowerCase(Locale.ROOT), found.outputs().get(0).dtype());
        }
        assertFalse(facts.flexible());
        assertEquals(List.of(new ValueFacts("image", shape(expected), "float16")), facts.inputs());
    }

    @Test
    void everyValueOfATransformerIsKnown() throws IOException {
        FunctionFacts facts = facts("minilm/minilm_iOS18.mlpackage");
        assertTrue(facts.ops().stream().allMatch(OpFacts::known));
        // 6 layers, 128 tokens, width 384, feed-forward 1536: projections, both attention products, feed-forward.
        long layer = 128L * 384 * 384 * 4 + 2 * 128L * 128 * 384 + 2 * 128L * 384 * 1536;
        assertEquals(6 * layer, facts.totalMultiplyAdds());
    }

    @Test
    void loopsAndOpenDimensions() throws IOException {
        FunctionFacts facts = facts("real/DTLN_AEC_128_Part1.mlpackage");
        assertTrue(facts.flexible());
        assertEquals(2, facts.ops().stream().filter(op -> op.type().equals("while_loop")).count());
        assertEquals(2, facts.ops().stream().filter(op -> op.type().equals("list_scatter")).count());
        assertEquals(List.of(1L, 1L, 257L), facts.inputs().get(0).shape());
        // Two LSTM layers of 128 units over 2*257 and 128 features, one step each, and a dense layer of 257.
        assertEquals(512 * (514 + 128) + 512 * (128 + 128) + 128 * 257, facts.totalMultiplyAdds());
        // What comes out of a list has no size that the program or its description tells.
        assertFalse(facts.ops().stream().filter(op -> op.type().equals("list_read")).anyMatch(OpFacts::known));
    }

    @Test
    void compressedWeightsAreCountedStoredAndExpanded() throws IOException {
        Path model = Repository.path("server/src/test/resources/goldens/w8a8/w8a8_ios17_fp16_sym_int8.mlpackage");
        FunctionFacts facts = GraphFacts.of(Model.parseFrom(
                        Files.readAllBytes(model.resolve("Data/com.apple.CoreML/model.mlmodel"))))
                .get(0);
        long stored = facts.ops().stream().mapToLong(OpFacts::weightBytes).sum();
        long dense = facts.ops().stream().mapToLong(OpFacts::denseWeightBytes).sum();
        assertEquals(2.0, (double) dense / stored, 0.2);
    }

    /** Names of inputs that no constant provides. */
    private static List<String> computed(JsonNode op, Map<String, OpFacts> byOutput) {
        List<String> names = new ArrayList<>();
        op.path("inputs").forEach(values -> values.forEach(value -> {
            OpFacts producer = byOutput.get(value.asText());
            if (producer == null || !producer.constant()) {
                names.add(value.asText());
            }
        }));
        return names.stream().distinct().sorted().toList();
    }

    private static List<String> names(List<ValueFacts> values) {
        return values.stream().map(ValueFacts::name).sorted().toList();
    }

    private static List<Long> shape(JsonNode expected) {
        List<Long> shape = new ArrayList<>();
        expected.get("inputs").get(0).get("shape").forEach(dim -> shape.add(dim.asLong()));
        return shape;
    }

    private static FunctionFacts facts(String model) throws IOException {
        Path file = Shared.folder("models/" + model).resolve("Data/com.apple.CoreML/model.mlmodel");
        List<FunctionFacts> functions = GraphFacts.of(Model.parseFrom(Files.readAllBytes(file)));
        assertEquals(1, functions.size());
        return functions.get(0);
    }
}
