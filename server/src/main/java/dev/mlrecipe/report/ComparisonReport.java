package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.engine.Comparison;
import dev.mlrecipe.report.TextTable.Align;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A comparison of two models, as JSON ({@code schema/compare.schema.json}) and as text. */
public final class ComparisonReport {
    private ComparisonReport() {}

    /** As JSON; paths as the user gave them. */
    public static ObjectNode json(String reference, String model, Comparison comparison) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", 1);
        root.put("reference", reference);
        root.put("model", model);
        ArrayNode weights = root.putArray("weights");
        for (Comparison.Row row : comparison.rows()) {
            ObjectNode node = weights.addObject();
            node.put("weight", row.weight().name());
            node.put("function", row.weight().function());
            node.set("shape", ReportJson.shape(row.weight()));
            node.put("status", row.status().name().toLowerCase(Locale.ROOT));
            ReportJson.number(node, "max_error", row.largestError());
            ReportJson.number(node, "mse", value(row, ErrorSums.Result::mse));
            ReportJson.number(node, "snr_db", value(row, ErrorSums.Result::snrDb));
        }
        return root;
    }

    private static OptionalDouble value(Comparison.Row row, ToDoubleFunction<ErrorSums.Result> fact) {
        return row.error().isPresent()
                ? OptionalDouble.of(fact.applyAsDouble(row.error().get()))
                : OptionalDouble.empty();
    }

    /** As text for a terminal. */
    public static String text(Comparison comparison, boolean colour) {
        TextTable table = new TextTable()
                .column("weight", Align.LEFT)
                .column("shape", Align.LEFT)
                .column("max error", Align.RIGHT)
                .column("MSE", Align.RIGHT)
                .column("SNR dB", Align.RIGHT)
                .column("", Align.LEFT);
        for (Comparison.Row row : comparison.rows()) {
            table.row(
                    row.status() == Comparison.Status.COMPARED ? Ink.PLAIN : Ink.YELLOW,
                    Ink.harmless(row.weight().name()),
                    row.weight().stored().shape().toString(),
                    row.largestError().stream().mapToObj(ComparisonReport::small).findFirst().orElse(""),
                    row.error().map(ErrorSums.Result::mse).map(ComparisonReport::small).orElse(""),
                    row.error().map(error -> Sizes.decibels(error.snrDb())).orElse(""),
                    remark(row));
        }
        return table.render(colour);
    }

    private static String small(double value) {
        return value == 0 ? "0" : String.format(Locale.ROOT, "%.3e", value);
    }

    private static String remark(Comparison.Row row) {
        return switch (row.status()) {
            case COMPARED -> "";
            case ONLY_IN_REFERENCE -> "only in the first model";
            case ONLY_IN_MODEL -> "only in the second model";
            case OTHER_SHAPE -> "shape " + row.reference().orElseThrow().stored().shape() + " in the first model";
        };
    }
}
