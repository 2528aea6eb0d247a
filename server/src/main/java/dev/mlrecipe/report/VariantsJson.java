package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;

/** The reports of a recipe with variants, and their comparison, as JSON: {@code schema/variants.schema.json}. */
public final class VariantsJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private VariantsJson() {}

    /** @param recipe path of the recipe, as the user gave it */
    public static ObjectNode of(String recipe, List<ReportDocument> documents) {
        ObjectNode root = JSON.objectNode();
        root.put("schema", ReportJson.SCHEMA);
        root.put("recipe", recipe);
        ArrayNode rows = root.putArray("comparison");
        VariantComparison.of(recipe, documents).rows().forEach(row -> rows.add(row(row)));
        ArrayNode reports = root.putArray("variants");
        documents.forEach(document -> reports.add(ReportJson.of(document)));
        return root;
    }

    private static ObjectNode row(VariantRow row) {
        ObjectNode node = JSON.objectNode();
        node.put("variant", row.name());
        node.put("stored_bytes", row.storedBytes());
        node.put("float16_ratio", ReportJson.rounded(row.ratio()));
        OptionalLong output = row.outputBytes();
        node.put("output_bytes", output.isPresent() ? output.getAsLong() : null);
        ReportJson.number(node, "snr_db", row.snrDb());
        ReportJson.number(node, "min_snr_db", row.minSnrDb());
        row.output().ifPresent(furthest -> node.set("output", AccuracyJson.output(furthest)));
        node.put("seconds", ReportJson.rounded(row.seconds()));
        node.put("pareto", row.best());
        ObjectNode latencies = node.putObject("latency_ms");
        row.latencies().forEach((device, entry) -> latencies.putObject(device)
                .put("value", entry.latency().value())
                .put("low", entry.latency().low())
                .put("high", entry.latency().high())
                .put("measured", entry.isMeasured()));
        return node;
    }
}
