package dev.mlrecipe.imports;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names and what they stand for, within those of the scope around. */
final class Scope {
    private final Optional<Scope> around;
    final Map<String, Value> names = new HashMap<>();

    Scope(Optional<Scope> around) {
        this.around = around;
    }

    Optional<Value> get(String name) {
        for (Scope scope = this; scope != null; scope = scope.around.orElse(null)) {
            Value value = scope.names.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    void put(String name, Value value) {
        names.put(name, value);
    }
}
