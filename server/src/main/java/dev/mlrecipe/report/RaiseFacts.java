package dev.mlrecipe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.Change;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.coreml.raise.Refusal;
import dev.mlrecipe.report.TextTable.Align;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A model that is raised to a newer opset, as reports show it.
 *
 * @param to opset of the result
 * @param raising what it takes, as far as {@code to}
 * @param systems the oldest systems that load the result, for example {@code iOS18, macOS15}
 */
public record RaiseFacts(Opset to, Raising raising, String systems) {
    private static final int NAMES = 3;

    /** Operations of one type that change in the same way. */
    record Row(String operations, String type, Opset since, Change.Kind kind, String change) {}

    private record Same(String type, Opset since, Change.Kind kind, String what) {}

    /** One row for each kind of change. */
    List<Row> rows() {
        Map<Same, List<String>> names = new LinkedHashMap<>();
        for (Change change : raising.changes()) {
            Same same = new Same(change.type(), change.since(), change.kind(), change.what());
            names.computeIfAbsent(same, none -> new ArrayList<>()).add(change.op());
        }
        List<Row> rows = new ArrayList<>();
        names.forEach((same, ops) -> rows.add(new Row(
                some(ops),
                same.type,
                same.since,
                same.kind,
                (same.kind == Change.Kind.CAUTION ? "compare its results: " : "") + same.what)));
        return rows;
    }

    private static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
        return names.size() > NAMES ? shown + " and " + (names.size() - NAMES) + " more" : shown;
    }

    /** For example {@code CoreML6 to CoreML8: 44 operations: 43 unchanged, 1 rewritten}. */
    String summary() {
        return raising.from().map(Opset::word).orElse("") + " to " + to.word() + ", " + raising.counts();
    }

    /** Lines for a terminal: what changes, and what the result needs. */
    String text(boolean colour) {
        List<Row> rows = rows();
        TextTable table = new TextTable()
                .column("operations", Align.LEFT)
                .column("type", Align.LEFT)
                .column("since", Align.LEFT)
                .column("change", Align.LEFT);
        rows.forEach(row -> table.row(
                row.kind == Change.Kind.CAUTION ? Ink.YELLOW : Ink.PLAIN,
                Ink.harmless(row.operations),
                Ink.harmless(row.type),
                row.since.word(),
                row.change));
        return (rows.isEmpty() ? "" : table.render(colour))
                + Ink.BOLD.paint("raised from " + summary(), colour) + "\nneeds " + systems
                + " or newer, and no longer loads on older systems\n";
    }

    /** The section of a page; nothing where no operation changes. */
    void append(StringBuilder page) {
        List<Row> rows = rows();
        if (rows.isEmpty()) {
            return;
        }
        page.append("<h2>Raised operations</h2>\n<div class=\"wide\">\n<table>\n<thead><tr><th>Operations</th><th>Type</th>")
                .append("<th>Since</th><th>Change</th></tr></thead>\n<tbody>\n");
        for (Row row : rows) {
            page.append("<tr>");
            for (String cell : List.of(row.operations, row.type, row.since.word(), row.change)) {
                page.append("<td>").append(Html.escape(cell)).append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</tbody>\n</table>\n</div>\n");
    }

    /** As JSON. */
    ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("from", raising.from().map(Opset::word).orElse(null));
        root.put("to", to.word());
        root.put("systems", systems);
        ObjectNode operations = root.putObject("operations");
        operations.put("total", raising.operations());
        operations.put("unchanged", raising.unchanged());
        operations.put("with_new_inputs", raising.completed());
        operations.put("rewritten", raising.rewritten());
        ArrayNode changes = root.putArray("changes");
        for (Change change : raising.changes()) {
            changes.addObject()
                    .put("function", change.function())
                    .put("op", change.op())
                    .put("op_type", change.type())
                    .put("since", change.since().word())
                    .put("kind", change.kind().name().toLowerCase(Locale.ROOT))
                    .put("change", change.what());
        }
        ArrayNode refusals = root.putArray("refusals");
        for (Refusal refusal : raising.refusals()) {
            refusals.addObject()
                    .put("function", refusal.function())
                    .put("op", refusal.op())
                    .put("op_type", refusal.type())
                    .put("since", refusal.since().word())
                    .put("reason", refusal.reason());
        }
        return root;
    }
}
