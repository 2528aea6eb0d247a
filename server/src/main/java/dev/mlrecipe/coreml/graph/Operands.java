package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an operation reads.
 *
 * @param computed values that are computed while the model runs, each once, in order of the parameters' names
 * @param denseBytes bytes of the constants from weight files, expanded, each once
 */
record Operands(List<ValueFacts> computed, long denseBytes) {

    static Operands of(Operation op, Scope scope) {
        Set<String> names = new LinkedHashSet<>();
        long dense = 0;
        for (String parameter : op.getInputsMap().keySet().stream().sorted().toList()) {
            for (Argument.Binding binding : op.getInputsOrThrow(parameter).getArgumentsList()) {
                if (binding.hasValue()) {
                    dense = Types.plus(dense, stored(binding.getValue()));
                } else {
                    names.add(binding.getName());
                }
            }
        }
        for (Value value : op.getAttributesMap().values()) {
            dense = Types.plus(dense, stored(value));
        }
        List<ValueFacts> computed = new ArrayList<>();
        for (String name : names) {
            ValueFacts value = scope.value(name);
            if (value != null && !scope.isConstant(name)) {
                computed.add(value);
            } else if (value != null && !scope.stored(name).isEmpty()) {
                dense = Types.plus(dense, Types.bytes(value));
            }
        }
        return new Operands(computed, dense);
    }

    long computedBytes() {
        long bytes = 0;
        for (ValueFacts value : computed) {
            bytes = Types.plus(bytes, Types.bytes(value));
        }
        return bytes;
    }

    private static long stored(Value value) {
        return value.hasBlobFileValue() ? Types.bytes(Types.facts("", value.getType())) : 0;
    }
}
