package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.accuracy.LayerAccuracy;
import dev.mlrecipe.accuracy.OutputAccuracy;
import java.util.OptionalDouble;

/** What was measured on samples as JSON: {@code accuracy} in {@code schema/report.schema.json}. */
final class AccuracyJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AccuracyJson() {}

    /** Adds it to a report, where someone asked for it. */
    static void add(ObjectNode report, Accuracy accuracy) {
        switch (accuracy) {
            case Accuracy.Unknown unknown -> {}
            case Accuracy.NotMeasured not ->
                report.set("accuracy", JSON.objectNode().put("measured", false).put("reason", not.reason()));
            case Accuracy.Measured measured -> report.set("accuracy", measured(measured));
        }
    }

    private static ObjectNode measured(Accuracy.Measured measured) {
        ObjectNode node = JSON.objectNode().put("measured", true).put("samples", measured.samples());
        ArrayNode outputs = node.putArray("outputs");
        measured.outputs().forEach(output -> outputs.add(output(output)));
        ArrayNode layers = node.putArray("layers");
        for (LayerAccuracy layer : measured.worst()) {
            ObjectNode row = layers.addObject().put("op", layer.op()).put("op_type", layer.type());
            decibels(row, "snr_db", layer.snrDb());
        }
        ArrayNode problems = node.putArray("not_computed");
        measured.problems().forEach(problems::add);
        return node;
    }

    static ObjectNode output(OutputAccuracy output) {
        ObjectNode node = JSON.objectNode().put("output", output.output());
        decibels(node, "snr_db", output.snrDb());
        decibels(node, "mean_snr_db", output.meanSnrDb());
        decibels(node, "psnr_db", output.psnrDb());
        node.put("mean_cosine", output.meanCosine());
        node.put("min_cosine", output.minCosine());
        ReportJson.number(node, "top1_agreement", output.agreement());
        output.labelled().ifPresent(labelled -> node.putObject("accuracy")
                .put("original", labelled.original())
                .put("compressed", labelled.compressed())
                .put("drop", labelled.drop()));
        return node;
    }

    private static void decibels(ObjectNode node, String key, double value) {
        ReportJson.number(node, key, OptionalDouble.of(value));
    }
}
