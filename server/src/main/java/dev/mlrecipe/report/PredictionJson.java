package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Unit;

/** Predictions as JSON: {@code schema/predict.schema.json}. */
public final class PredictionJson {
    private PredictionJson() {}

    public static ObjectNode of(PredictionDocument document) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", 1);
        root.put("model", document.model());
        ArrayNode functions = root.putArray("functions");
        document.functions().forEach(functions::add);
        ArrayNode devices = root.putArray("devices");
        document.devices().forEach(entry -> devices.add(device(entry)));
        return root;
    }

    private static ObjectNode device(PredictionDocument.Entry entry) {
        ObjectNode node = summary(entry);
        ArrayNode layers = node.putArray("layers");
        entry.result().layers().forEach(layer -> layers.add(layer(entry, layer)));
        return node;
    }

    /** One device without its operations. */
    static ObjectNode summary(PredictionDocument.Entry entry) {
        Prediction result = entry.result();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("device", result.device().name());
        node.put("function", result.function());
        node.put("chip", result.device().chip().name());
        node.put("os", result.os().word());
        node.put("compute_units", result.computeUnits().word());
        node.put("basis", entry.isMeasured() ? "measured" : "predicted");
        node.put("latency_ms", ms(entry.latency().value()));
        node.put("low_ms", ms(entry.latency().low()));
        node.put("high_ms", ms(entry.latency().high()));
        node.put("confidence", entry.latency().confidence().word());
        range(node, "predicted", result.latency());
        node.put("bound", result.bound().word());
        range(node, "baseline", entry.baseline().latency());
        node.put("weight_memory_bytes", result.weightMemory());
        node.put("baseline_weight_memory_bytes", entry.baseline().weightMemory());
        node.put("flexible", result.flexible());
        ArrayNode notes = node.putArray("notes");
        result.notes().forEach(notes::add);
        entry.measured().ifPresent(measured -> node.set("measured", measured(measured)));
        return node;
    }

    /** What a measured file says of itself and how it agrees with the prediction. */
    private static ObjectNode measured(MeasuredResult measured) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        MeasuredPlan.Origin origin = measured.plan().origin();
        node.put("format", measured.plan().format().word());
        node.put("model", origin.model().orElse(null));
        node.put("device", origin.device().orElse(null));
        node.put("chip", origin.chip().orElse(null));
        node.put("os", origin.os().orElse(null));
        node.put("compute_units", origin.computeUnits().map(ComputeUnits::word).orElse(null));
        node.put("operations", measured.match().rows().size());
        ArrayNode unknown = node.putArray("unknown");
        measured.match().unknown().forEach(row -> unknown.add(row.name()));
        MeasuredResult.Agreement agreement = measured.agreement();
        node.put("compared", agreement.compared());
        node.put("agreeing", agreement.same());
        ArrayNode differences = node.putArray("differences");
        agreement.differences().forEach(difference -> differences.addObject()
                .put("op", difference.predicted().op())
                .put("type", difference.predicted().type())
                .put("predicted", difference.predicted().unit().word())
                .put("measured", difference.measured().word())
                .put("rule", difference.predicted().rule()));
        return node;
    }

    private static ObjectNode layer(PredictionDocument.Entry entry, OpPrediction layer) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("op", layer.op());
        node.put("type", layer.type());
        node.put("unit", layer.unit().word());
        ArrayNode supported = node.putArray("supported_units");
        layer.supported().stream().map(Unit::word).forEach(supported::add);
        node.put("ms", ms(entry.ms(layer)));
        node.put("low_ms", ms(entry.range(layer).low()));
        node.put("high_ms", ms(entry.range(layer).high()));
        node.put("basis", entry.evidence(layer).word());
        node.put("bound", layer.bound().word());
        node.put("weight_memory_bytes", layer.weightMemory());
        node.put("rule", layer.rule());
        node.put("confidence", layer.confidence().word());
        return node;
    }

    private static void range(ObjectNode node, String name, Prediction.Range range) {
        node.put(name + "_ms", ms(range.value()));
        node.put(name + "_low_ms", ms(range.low()));
        node.put(name + "_high_ms", ms(range.high()));
    }

    /** Nanoseconds are finer than anything that is known. */
    private static double ms(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }
}
