package dev.mlrecipe.imports;

import dev.mlrecipe.python.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Conditions on a name that only the model knows → the patterns of a recipe: {@code "head" in name} → {@code *head*}. */
final class NameConditions {
    private final Run run;

    NameConditions(Run run) {
        this.run = run;
    }

    Optional<Run.Pattern> of(Expression condition, Scope scope) {
        return switch (condition) {
            case Expression.Binary both when both.operator().equals("or") ->
                either(of(both.left(), scope), of(both.right(), scope));
            case Expression.Binary in when in.operator().equals("in") ->
                contained(run.values.of(in.left(), scope), run.values.of(in.right(), scope));
            case Expression.Binary equal when equal.operator().equals("==") ->
                pattern(run.values.of(equal.left(), scope), run.values.of(equal.right(), scope), "", "");
            case Expression.Call call when call.function() instanceof Expression.Attribute method -> call(call, method, scope);
            default -> Optional.empty();
        };
    }

    private static Optional<Run.Pattern> either(Optional<Run.Pattern> left, Optional<Run.Pattern> right) {
        if (left.isEmpty() || right.isEmpty() || !left.get().variable().equals(right.get().variable())) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>(left.get().names());
        names.addAll(right.get().names());
        return Optional.of(new Run.Pattern(left.get().variable(), names));
    }

    private static Optional<Run.Pattern> contained(Value part, Value whole) {
        if (part instanceof Value.Unknown name && Value.plain(whole) instanceof Value.Items items) {
            List<String> names = items.items().stream().flatMap(item -> Value.text(item).stream()).toList();
            return names.isEmpty() ? Optional.empty() : Optional.of(new Run.Pattern(name.text(), names));
        }
        return pattern(whole, part, "*", "*");
    }

    private static Optional<Run.Pattern> pattern(Value name, Value words, String before, String after) {
        return name instanceof Value.Unknown unknown && Value.text(words).filter(NameConditions::isPlain).isPresent()
                ? Optional.of(new Run.Pattern(unknown.text(), List.of(before + Value.text(words).get() + after)))
                : Optional.empty();
    }

    private static boolean isPlain(String words) {
        return !words.isEmpty() && words.chars().noneMatch(c -> "*?".indexOf(c) >= 0);
    }

    private Optional<Run.Pattern> call(Expression.Call call, Expression.Attribute method, Scope scope) {
        List<Value> arguments =
                call.arguments().stream().map(a -> run.values.of(a.value(), scope)).toList();
        Value on = run.values.of(method.of(), scope);
        if (arguments.size() == 1 && method.name().equals("startswith")) {
            return pattern(on, arguments.get(0), "", "*");
        }
        if (arguments.size() == 1 && method.name().equals("endswith")) {
            return pattern(on, arguments.get(0), "*", "");
        }
        boolean regex = on instanceof Value.Symbol module && module.name().equals("re")
                && Set.of("search", "match", "fullmatch").contains(method.name());
        if (!regex || arguments.size() < 2 || !(arguments.get(1) instanceof Value.Unknown name)) {
            return Optional.empty();
        }
        return Value.text(arguments.get(0)).map(expression -> {
            // Patterns of a recipe are about whole names.
            String start = method.name().equals("search") && !expression.startsWith("^") ? ".*" : "";
            String end = method.name().equals("fullmatch") || expression.endsWith("$") ? "" : ".*";
            String bare = expression.replaceAll("^\\^|(?<!\\\\)\\$$", "");
            return new Run.Pattern(name.text(), List.of("re:" + start + (bare.contains("|") ? "(" + bare + ")" : bare) + end));
        });
    }
}
