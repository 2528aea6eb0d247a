package dev.mlrecipe.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples in JSON: an object of inputs' names with nested lists of numbers, or a list of such objects. */
final class JsonSamples {
    static final long LARGEST = 64L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonSamples() {}

    static List<Sample> of(String name, Path file, List<ModelInput> inputs) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new SamplesException(name + ": " + Files.size(file) + " bytes, at most " + LARGEST
                    + " of JSON are read; .npy has no limit");
        }
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException wrong) {
            String place = wrong.getLocation() == null ? "" : "line " + wrong.getLocation().getLineNr() + ": ";
            throw new SamplesException(name + ": " + place + "no JSON", wrong);
        }
        List<JsonNode> objects = new ArrayList<>();
        if (root.isArray()) {
            root.forEach(objects::add);
        } else {
            objects.add(root);
        }
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            samples.add(sample(objects.size() == 1 ? name : name + ", sample " + i, objects.get(i), inputs));
        }
        return samples;
    }

    private static Sample sample(String name, JsonNode object, List<ModelInput> inputs) throws SamplesException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (ModelInput input : inputs) {
            JsonNode value = object.path(input.name());
            if (value.isMissingNode()) {
                throw new SamplesException(name + ": no numbers for input " + input.name() + " of " + input.words());
            }
            List<Long> dims = new ArrayList<>();
            for (JsonNode level = value; level.isArray(); level = level.path(0)) {
                dims.add((long) level.size());
            }
            List<Double> numbers = new ArrayList<>();
            collect(name + ", input " + input.name(), value, dims, 0, numbers);
            long[] found = dims.stream().mapToLong(Long::longValue).toArray();
            Optional<ModelInput.Layout> layout = input.layout(found).filter(fitting -> fitting.count() == 1);
            if (layout.isEmpty()) {
                throw new SamplesException(
                        name + ": input " + input.name() + " takes " + input.words() + ", found " + Shape.of(found));
            }
            tensors.put(input.name(), tensor(name, input, layout.get().shape(), numbers));
        }
        return new Known(name, tensors);
    }

    private static void collect(String place, JsonNode node, List<Long> dims, int depth, List<Double> numbers)
            throws SamplesException {
        if (depth == dims.size()) {
            if (!node.isNumber()) {
                throw new SamplesException(place + ": a number expected, found " + node.getNodeType());
            }
            numbers.add(node.doubleValue());
            return;
        }
        if (!node.isArray() || node.size() != dims.get(depth)) {
            throw new SamplesException(place + ": its lists differ in length");
        }
        for (JsonNode item : node) {
            collect(place, item, dims, depth + 1, numbers);
        }
    }

    private static Tensor tensor(String name, ModelInput input, Shape shape, List<Double> numbers)
            throws SamplesException {
        if (!input.integers()) {
            float[] values = new float[numbers.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = numbers.get(i).floatValue();
            }
            return new Tensor.Floats(shape, values);
        }
        int[] values = new int[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i).intValue();
            if (values[i] != numbers.get(i)) {
                throw new SamplesException(
                        name + ": input " + input.name() + " takes integers, found " + numbers.get(i));
            }
        }
        return new Tensor.Ints(shape, values);
    }

    private record Known(String name, Map<String, Tensor> tensors) implements Sample {
        @Override
        public Map<String, Tensor> read() {
            return tensors;
        }
    }
}
