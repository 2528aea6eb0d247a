package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The reports of a recipe with variants as JSON: {@code schema/variants.schema.json}. */
public final class VariantsJson {
    private VariantsJson() {}

    /** @param recipe path of the recipe, as the user gave it */
    public static ObjectNode of(String recipe, List<ReportDocument> documents) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", ReportJson.SCHEMA);
        root.put("recipe", recipe);
        ArrayNode reports = root.putArray("variants");
        documents.forEach(document -> reports.add(ReportJson.of(document)));
        return root;
    }
}
