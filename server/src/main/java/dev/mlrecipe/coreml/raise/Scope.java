package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values that can be named at one place: those of a block so far, and those of the blocks around it. */
final class Scope {

    /**
     * A value.
     *
     * @param type its type
     * @param maker the operation that makes it; empty for inputs of functions and blocks
     * @param output which of its outputs it is
     * @param scope where it was made, which is where the names of {@code maker} count
     */
    record Made(ValueType type, Optional<Operation> maker, int output, Scope scope) {

        /** Its value if it is a {@code const}. */
        Optional<Value> constant() {
            return maker.filter(op -> op.getType().equals(Ops.CONST))
                    .map(op -> op.getAttributesMap().get(Ops.VALUE));
        }
    }

    private final Scope outer;
    private final Map<String, Made> values = new HashMap<>();

    /** @param outer the scope around it; null for a function's */
    Scope(Scope outer) {
        this.outer = outer;
    }

    void declareInput(NamedValueType input) {
        values.put(input.getName(), new Made(input.getType(), Optional.empty(), 0, this));
    }

    void declareOutputs(Operation op) {
        for (int i = 0; i < op.getOutputsCount(); i++) {
            NamedValueType output = op.getOutputs(i);
            values.put(output.getName(), new Made(output.getType(), Optional.of(op), i, this));
        }
    }

    Optional<Made> find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Made made = scope.values.get(name);
            if (made != null) {
                return Optional.of(made);
            }
        }
        return Optional.empty();
    }
}
