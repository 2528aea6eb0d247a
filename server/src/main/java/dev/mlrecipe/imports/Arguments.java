package dev.mlrecipe.imports;

import dev.mlrecipe.python.Expression;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of a call. */
record Arguments(List<Value> positional, Map<String, Value> named, Expression.Call call, int line) {

    /** An argument by its name or, if it has a position, by that. */
    Optional<Value> get(String name, int position) {
        Value value = named.get(name);
        return value != null
                ? Optional.of(value)
                : position >= 0 && position < positional.size() ? Optional.of(positional.get(position)) : Optional.empty();
    }

    Optional<Value> get(String name) {
        return get(name, -1);
    }

    Optional<Value> first() {
        return positional.stream().findFirst();
    }

    Optional<String> text(int position) {
        return position < positional.size() ? Value.text(positional.get(position)) : Optional.empty();
    }
}
