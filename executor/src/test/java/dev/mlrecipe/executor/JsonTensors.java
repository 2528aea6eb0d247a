package dev.mlrecipe.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors by name, as the scripts in {@code src/test/peer} write them. */
final class JsonTensors {
    private JsonTensors() {}

    /** All tensors of a file, or those below some keys. */
    static Map<String, Tensor> read(Path file, String... keys) throws IOException {
        JsonNode node = new ObjectMapper().readTree(file.toFile());
        for (String key : keys) {
            node = node.get(key);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        node.properties().forEach(entry -> tensors.put(entry.getKey(), tensor(entry.getValue())));
        return tensors;
    }

    private static Tensor tensor(JsonNode node) {
        JsonNode dims = node.get("shape");
        long[] shape = new long[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dims.get(i).asLong();
        }
        JsonNode values = node.get("values");
        if (node.get("type").asText().equals("float")) {
            float[] floats = new float[values.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values.get(i).asDouble();
            }
            return new Tensor.Floats(Shape.of(shape), floats);
        }
        int[] ints = new int[values.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = values.get(i).asInt();
        }
        return new Tensor.Ints(Shape.of(shape), ints);
    }
}
