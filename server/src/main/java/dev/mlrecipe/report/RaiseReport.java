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
import java.util.Optional;

/**
 * What raising a model's opset changes, or why it is not possible: as text, and as JSON ({@code schema/raise.schema.json}).
 *
 * @param model path of the model, as the user gave it
 * @param output path of the output; empty where nothing is written
 * @param target the system that the result is for
 * @param to opset of the result
 * @param raising what it takes, as far as {@code to}
 * @param systems the oldest systems that load the result, for example {@code iOS18, macOS15}
 */
public record RaiseReport(
        String model, Optional<String> output, String target, Opset to, Raising raising, String systems) {
    private static final int NAMES = 3;

    private record Kind(String type, Opset since, Change.Kind kind, String what) {}

    /** Whether there is anything to do. */
    private boolean raises() {
        return raising.from().filter(from -> from != to).isPresent();
    }

    /** Lines for a terminal, each with a line feed. */
    public String text(boolean colour) {
        StringBuilder out = new StringBuilder();
        if (!raises()) {
            return out.append(Ink.harmless(model)).append(": ").append(to.word()).append(" already, nothing to raise\n")
                    .append(written())
                    .toString();
        }
        out.append(table(colour));
        String heading = raising.from().orElseThrow().word() + " -> " + to.word() + ": " + counts(raising);
        out.append(Ink.BOLD.paint(heading, colour)).append('\n');
        out.append("needs ").append(systems).append(" or newer, and no longer loads on older systems\n");
        out.append("weights keep their values bit for bit; types were checked, nothing was run by Core ML: compare the"
                + " outputs of both models on a device\n");
        return out.append(written()).toString();
    }

    private String written() {
        return output.map(path -> Ink.harmless(model) + " -> " + Ink.harmless(path) + "\n").orElse("");
    }

    /** For example {@code 44 operations: 41 unchanged, 2 with new inputs, 1 rewritten}. */
    public static String counts(Raising raising) {
        return raising.operations() + " operations: " + raising.unchanged() + " unchanged, " + raising.completed()
                + " with new inputs, " + raising.rewritten() + " rewritten";
    }

    /** One row for each kind of change. */
    private String table(boolean colour) {
        Map<Kind, List<String>> byKind = new LinkedHashMap<>();
        for (Change change : raising.changes()) {
            byKind.computeIfAbsent(
                            new Kind(change.type(), change.since(), change.kind(), change.what()), k -> new ArrayList<>())
                    .add(change.op());
        }
        if (byKind.isEmpty()) {
            return "";
        }
        TextTable table = new TextTable()
                .column("operations", Align.LEFT)
                .column("type", Align.LEFT)
                .column("since", Align.LEFT)
                .column("change", Align.LEFT);
        byKind.forEach((kind, names) -> table.row(
                kind.kind() == Change.Kind.CAUTION ? Ink.YELLOW : Ink.PLAIN,
                Ink.harmless(some(names)),
                Ink.harmless(kind.type()),
                kind.since().word(),
                (kind.kind() == Change.Kind.CAUTION ? "compare the outputs: " : "") + kind.what()));
        return table.render(colour);
    }

    private static String some(List<String> names) {
        String shown = String.join(", ", names.subList(0, Math.min(NAMES, names.size())));
        return names.size() > NAMES ? shown + " and " + (names.size() - NAMES) + " more" : shown;
    }

    /** As JSON. */
    public ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", 1);
        root.put("model", model);
        root.put("output", output.orElse(null));
        root.put("target", target);
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
