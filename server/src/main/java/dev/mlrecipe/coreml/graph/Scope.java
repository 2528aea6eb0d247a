package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.proto.mil.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What is known about the values that a block can see: its own and those of the blocks around it. */
final class Scope {
    private final Scope outer;
    private final Map<String, ValueFacts> values = new HashMap<>();
    private final Map<String, Value> constants = new HashMap<>();
    private final Map<String, Set<StoredTensor>> stored = new HashMap<>();

    /**
     * A tensor in a weight file.
     *
     * @param file name of the file in the program
     * @param offset its record there
     * @param bytes its size
     */
    record StoredTensor(String file, long offset, long bytes) {}

    Scope(Scope outer) {
        this.outer = outer;
    }

    void define(ValueFacts value) {
        values.put(value.name(), value);
    }

    void defineConstant(String name, Value value) {
        constants.put(name, value);
    }

    void defineStored(String name, Set<StoredTensor> tensors) {
        stored.put(name, tensors);
    }

    /** The value with this name, or null. */
    ValueFacts value(String name) {
        ValueFacts found = values.get(name);
        return found != null || outer == null ? found : outer.value(name);
    }

    /** The constant with this name, or null. */
    Value constant(String name) {
        Value found = constants.get(name);
        return found != null || outer == null ? found : outer.constant(name);
    }

    /** Whether this names a constant, compressed or not, rather than what is computed while the model runs. */
    boolean isConstant(String name) {
        return stored.containsKey(name) || (!values.containsKey(name) && outer != null && outer.isConstant(name));
    }

    /** The stored tensors behind a constant. */
    Set<StoredTensor> stored(String name) {
        Set<StoredTensor> found = stored.get(name);
        return found != null ? found : outer == null ? Set.of() : outer.stored(name);
    }
}
