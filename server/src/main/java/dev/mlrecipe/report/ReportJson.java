package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Totals;
import dev.mlrecipe.plan.PlannedActivation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A report as JSON: {@code schema/report.schema.json}. Stable; a change that is not an addition raises
 * {@code schema}.
 */
public final class ReportJson {
    /** Version of the format. */
    public static final int SCHEMA = 1;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ReportJson() {}

    /** The document. */
    public static ObjectNode of(ReportDocument document) {
        ObjectNode root = JSON.objectNode();
        root.put("schema", SCHEMA);
        root.put("recipe", document.recipe());
        document.variant().ifPresent(variant -> root.put("variant", variant));
        root.put("model", document.model());
        root.put("output", document.output().orElse(null));
        document.targets().forEach(root.putArray("targets")::add);
        root.put("opset", document.opset().orElse(null));
        root.set("raise", document.raise().<JsonNode>map(RaiseFacts::json).orElse(JSON.nullNode()));
        ArrayNode layers = root.putArray("layers");
        document.report().layers().forEach(layer -> layers.add(layer(layer)));
        if (!document.report().activations().isEmpty()) {
            ArrayNode activations = root.putArray("activations");
            document.report().activations().forEach(planned -> activations.add(activation(planned)));
        }
        root.set("totals", totals(document.report().totals()));
        AccuracyJson.add(root, document.report().accuracy());
        if (!document.predictions().isEmpty()) {
            ArrayNode predictions = root.putArray("predictions");
            document.predictions().forEach(entry -> predictions.add(PredictionJson.summary(entry)));
        }
        return root;
    }

    private static ObjectNode activation(PlannedActivation planned) {
        ObjectNode node = JSON.objectNode();
        node.put("op", planned.site().op());
        node.put("op_type", planned.site().type());
        node.put("form", Activations.form(planned));
        node.set(
                "rule",
                JSON.objectNode().put("path", planned.rule().path()).put("line", planned.rule().line()));
        return node;
    }

    private static ObjectNode layer(LayerResult layer) {
        Weight weight = layer.weight();
        List<Consumer> consumers = weight.consumers();
        Optional<Consumer> first = consumers.stream().findFirst();
        ObjectNode node = JSON.objectNode();
        node.put("weight", weight.name());
        node.put("function", weight.function());
        node.put("op", first.map(Consumer::op).orElse(null));
        node.put("op_type", first.map(Consumer::opType).orElse(null));
        node.put("const", weight.constNames().stream().findFirst().orElse(null));
        node.set("shape", shape(weight));
        node.put("dtype", weight.stored().type().word());
        node.put("status", layer.status().word());
        node.put("reason", layer.reason().orElse(null));
        node.set("rule", layer.rule().<JsonNode>map(rule -> JSON.objectNode()
                        .put("path", rule.path())
                        .put("line", rule.line()))
                .orElse(JSON.nullNode()));
        node.put("form", layer.form());
        node.put("bits", layer.bits());
        node.put("original_bytes", layer.originalBytes());
        node.put("stored_bytes", layer.storedBytes());
        node.put("ratio", rounded(layer.ratio()));
        number(node, "mse", layer.mse());
        number(node, "snr_db", layer.snrDb());
        number(node, "sparsity", layer.sparsity());
        node.put("stored_bytes_basis", layer.basis().name().toLowerCase(Locale.ROOT));
        ArrayNode shared = node.putArray("shared_with");
        consumers.stream().skip(1).map(Consumer::weightName).forEach(shared::add);
        node.put("float16_ratio", rounded(layer.float16Ratio()));
        return node;
    }

    static ArrayNode shape(Weight weight) {
        ArrayNode shape = JSON.arrayNode();
        for (long dim : weight.stored().shape().toArray()) {
            shape.add(dim);
        }
        return shape;
    }

    private static ObjectNode totals(Totals totals) {
        ObjectNode node = JSON.objectNode();
        node.put("layers", totals.layers());
        node.put("compressed", totals.compressed());
        node.put("skipped", totals.skipped());
        node.put("left", totals.left());
        node.put("original_bytes", totals.originalBytes());
        node.put("stored_bytes", totals.storedBytes());
        node.put("ratio", rounded(totals.ratio()));
        node.put("float16_ratio", rounded(totals.float16Ratio()));
        OptionalDouble files = totals.weightFileRatio();
        number(node, "weight_file_ratio", files.isPresent() ? OptionalDouble.of(rounded(files.getAsDouble())) : files);
        number(node, "min_snr_db", totals.minSnrDb());
        node.put("output_bytes", totals.outputBytes().isPresent() ? totals.outputBytes().getAsLong() : null);
        node.put("seconds", rounded(totals.seconds()));
        node.put("peak_heap_bytes", totals.peakHeapBytes());
        return node;
    }

    /** JSON has no infinities: a value without error has no signal to noise ratio. */
    static void number(ObjectNode node, String key, OptionalDouble value) {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            node.put(key, value.getAsDouble());
        } else {
            node.putNull(key);
        }
    }

    static double rounded(double ratio) {
        return Math.rint(ratio * 10_000) / 10_000;
    }
}
