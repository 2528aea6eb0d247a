package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.report.TextTable.Align;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a model holds, for {@code inspect}: as JSON ({@code schema/inspect.schema.json}) and as text. */
public final class ModelDescription {
    private final String name;
    private final ModelIndex index;
    private final List<FunctionFacts> graph;
    private final Encoding encoding;

    /**
     * Describes an open model.
     *
     * @param name path as the user gave it
     */
    public ModelDescription(String name, CoreMlModel model) {
        this.name = name;
        this.index = model.index();
        this.graph = model.functions();
        // Kinds of models without an opset have one encoding.
        this.encoding = model.encoding(index.opset().orElse(Opset.COREML6));
    }

    /** As JSON. */
    public ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", 1);
        root.put("model", name);
        root.put("kind", index.kind().word());
        root.put("specification_version", index.specificationVersion());
        root.put("opset", index.opset().map(Opset::word).orElse(null));
        ArrayNode functions = root.putArray("functions");
        graph.forEach(function -> functions.add(function(function)));
        ArrayNode weights = root.putArray("weights");
        for (Weight weight : index.weights()) {
            Optional<Consumer> first = weight.consumers().stream().findFirst();
            ObjectNode node = weights.addObject();
            node.put("weight", weight.name());
            node.put("function", weight.function());
            node.put("op", first.map(Consumer::op).orElse(null));
            node.put("op_type", first.map(Consumer::opType).orElse(null));
            node.put("const", weight.constNames().stream().findFirst().orElse(null));
            node.set("shape", ReportJson.shape(weight));
            node.put("dtype", weight.stored().type().word());
            node.put("form", encoding.formName(weight.stored()));
            node.put("stored_bytes", encoding.storedBytes(weight.stored()));
            node.put("dense_bytes", denseBytes(weight));
            ArrayNode shared = node.putArray("shared_with");
            weight.consumers().stream().skip(1).map(Consumer::weightName).forEach(shared::add);
        }
        return root;
    }

    private static ObjectNode function(FunctionFacts function) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", function.name());
        node.set("inputs", values(function.inputs()));
        node.set("outputs", values(function.outputs()));
        ArrayNode ops = node.putArray("ops");
        function.ops().stream().filter(op -> !op.constant()).forEach(op -> ops.add(op(op)));
        node.put("total_multiply_adds", function.totalMultiplyAdds());
        node.put("flexible", function.flexible());
        return node;
    }

    private static ObjectNode op(OpFacts op) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", op.name());
        node.put("type", op.type());
        node.set("outputs", values(op.outputs()));
        node.put("multiply_adds", op.multiplyAdds());
        node.put("activation_bytes", op.activationBytes());
        node.put("input_bytes", op.inputBytes());
        node.put("weight_bytes", op.weightBytes());
        node.put("dense_weight_bytes", op.denseWeightBytes());
        return node;
    }

    private static ArrayNode values(List<ValueFacts> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (ValueFacts value : values) {
            ObjectNode node = array.addObject().put("name", value.name());
            ArrayNode shape = node.putArray("shape");
            value.shape().forEach(dim -> shape.add(dim == ValueFacts.UNKNOWN ? null : dim));
            node.put("dtype", value.dtype());
        }
        return array;
    }

    /** As text for a terminal. */
    public String text(boolean colour) {
        StringBuilder out = new StringBuilder();
        out.append(Ink.harmless(name)).append(": ").append(index.kind().word().replace('_', ' '))
                .append(", specification ").append(index.specificationVersion());
        index.opset().ifPresent(opset -> out.append(", opset ").append(opset.word()));
        out.append('\n');
        graph.forEach(function -> out.append(Ink.harmless(signature(function))).append('\n'));
        TextTable table = new TextTable()
                .column("weight", Align.LEFT)
                .column("operation", Align.LEFT)
                .column("shape", Align.LEFT)
                .column("type", Align.LEFT)
                .column("form", Align.LEFT)
                .column("stored", Align.RIGHT)
                .column("dense", Align.RIGHT);
        long stored = 0;
        long dense = 0;
        for (Weight weight : index.weights()) {
            long bytes = encoding.storedBytes(weight.stored());
            stored += bytes;
            dense += denseBytes(weight);
            table.row(
                    Ink.PLAIN,
                    Ink.harmless(weight.name()),
                    Ink.harmless(weight.consumers().stream().findFirst().map(Consumer::opType).orElse("")),
                    weight.stored().shape().toString(),
                    weight.stored().type().word(),
                    encoding.formName(weight.stored()),
                    Sizes.bytes(bytes),
                    Sizes.bytes(denseBytes(weight)));
        }
        out.append(table.render(colour));
        out.append(Ink.BOLD.paint(
                        index.weights().size() + " weights, " + Sizes.bytes(stored) + " stored, " + Sizes.bytes(dense)
                                + " dense",
                        colour))
                .append('\n');
        return out.toString();
    }

    /** For example {@code main(image float16 [1,3,8,8]) -> (scores float16 [1,10]), 12 operations, 9,216 multiply-adds}. */
    private static String signature(FunctionFacts function) {
        long ops = function.ops().stream().filter(op -> !op.constant()).count();
        return String.format(
                Locale.ROOT,
                "%s(%s) -> (%s), %d operations, %,d multiply-adds%s",
                function.name(),
                listed(function.inputs()),
                listed(function.outputs()),
                ops,
                function.totalMultiplyAdds(),
                function.flexible() ? " at the default input shapes" : "");
    }

    private static String listed(List<ValueFacts> values) {
        return values.stream()
                .map(value -> value.name() + " " + value.dtype() + " "
                        + value.shape().stream()
                                .map(dim -> dim == ValueFacts.UNKNOWN ? "?" : dim.toString())
                                .collect(Collectors.joining(",", "[", "]")))
                .collect(Collectors.joining(", "));
    }

    private static long denseBytes(Weight weight) {
        return weight.stored().type().bytes(weight.stored().shape().elements());
    }
}
