package dev.mlrecipe.measured;

import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rows of a measured file and the operations of a model that they are about.
 *
 * @param rows by name of the operation, in program order
 * @param unknown rows of the function whose operation the model lacks
 */
public record Match(Map<String, MeasuredRow> rows, List<MeasuredRow> unknown) {
    /** How Core ML writes types in compiled models: {@code ios16.conv}. */
    private static final Pattern OPSET = Pattern.compile("^ios[0-9]+\\.");

    public Match {
        unknown = List.copyOf(unknown);
    }

    /** Finds what a file says about a function. */
    public static Match of(MeasuredPlan plan, FunctionFacts function) {
        List<OpFacts> ops = function.ops().stream().filter(op -> !op.constant()).toList();
        Map<String, MeasuredRow> found = new HashMap<>();
        List<MeasuredRow> unknown = new ArrayList<>();
        List<MeasuredRow> byType = new ArrayList<>();
        Map<String, String> outputs = new HashMap<>();
        function.ops().forEach(op -> op.outputs().forEach(output -> outputs.putIfAbsent(output.name(), op.name())));
        for (MeasuredRow row : plan.rows()) {
            if (!row.function().map(function.name()::equals).orElse(true)) {
                continue;
            }
            if (row.key() instanceof MeasuredRow.Key.Output output) {
                String op = outputs.get(output.name());
                if (op == null) {
                    unknown.add(row);
                } else {
                    found.putIfAbsent(op, row);
                }
            } else {
                byType.add(row);
            }
        }
        match(byType, ops, found, unknown);
        Map<String, MeasuredRow> inOrder = new LinkedHashMap<>();
        ops.stream().filter(op -> found.containsKey(op.name())).forEach(op -> inOrder.put(op.name(), found.get(op.name())));
        return new Match(inOrder, unknown);
    }

    /** The first row of a type is its first operation; types of which the model has another number stay unknown. */
    private static void match(
            List<MeasuredRow> rows, List<OpFacts> ops, Map<String, MeasuredRow> found, List<MeasuredRow> unknown) {
        Map<String, List<OpFacts>> opsByType = new LinkedHashMap<>();
        ops.forEach(op -> opsByType.computeIfAbsent(op.type(), type -> new ArrayList<>()).add(op));
        Map<String, List<MeasuredRow>> rowsByType = new LinkedHashMap<>();
        for (MeasuredRow row : rows.stream().sorted(Comparator.comparingInt(Match::order)).toList()) {
            Optional<String> type = type(((MeasuredRow.Key.Type) row.key()).words(), opsByType);
            if (type.isPresent()) {
                rowsByType.computeIfAbsent(type.get(), word -> new ArrayList<>()).add(row);
            } else {
                unknown.add(row);
            }
        }
        rowsByType.forEach((type, ofType) -> {
            List<OpFacts> own = opsByType.get(type);
            if (own.size() != ofType.size()) {
                unknown.addAll(ofType);
                return;
            }
            for (int i = 0; i < own.size(); i++) {
                found.put(own.get(i).name(), ofType.get(i));
            }
        });
    }

    private static int order(MeasuredRow row) {
        return ((MeasuredRow.Key.Type) row.key()).order();
    }

    /** The longest type of the model that the words begin with: types hold underscores, and so does what follows. */
    private static Optional<String> type(String words, Map<String, List<OpFacts>> types) {
        String plain = OPSET.matcher(words).replaceFirst("");
        return types.keySet().stream()
                .filter(type -> plain.equals(type) || plain.startsWith(type + "_"))
                .max(Comparator.comparingInt(String::length));
    }

    /** Whether the file is about this model at all: at least half of its operations are in it. */
    public boolean fits() {
        return rows.size() > 0 && rows.size() >= unknown.size();
    }

    /** Where the operations run, by name. */
    public Map<String, Unit> units() {
        Map<String, Unit> units = new HashMap<>();
        rows.forEach((op, row) -> units.put(op, row.unit()));
        return units;
    }

    /** The same without operations that the prediction could not put where the file has them. */
    Match placedAs(Prediction placed) {
        Map<String, MeasuredRow> possible = new LinkedHashMap<>();
        placed.layers().forEach(layer -> {
            MeasuredRow row = rows.get(layer.op());
            if (row != null && row.unit() == layer.unit()) {
                possible.put(layer.op(), row);
            }
        });
        return new Match(possible, unknown);
    }

    /** Costs of all rows about the function together. */
    double cost() {
        return Stream.concat(rows.values().stream(), unknown.stream())
                .mapToDouble(row -> row.cost().orElse(0))
                .sum();
    }

    /** How many rows the file has about the function. */
    public int total() {
        return rows.size() + unknown.size();
    }

    /** Names by which the operations of a function can be known, for what is near a wrong one. */
    public static List<String> names(FunctionFacts function) {
        return function.ops().stream()
                .filter(op -> !op.constant())
                .flatMap(op -> op.outputs().stream())
                .map(ValueFacts::name)
                .toList();
    }
}
