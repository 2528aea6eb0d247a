package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.graph.Scope.StoredTensor;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which tensors of the weight files an operation reads, through constants and chains of {@code constexpr_*}. */
final class StoredTensors {
    private StoredTensors() {}

    static Set<StoredTensor> of(Operation op, Scope scope) {
        Set<StoredTensor> found = new LinkedHashSet<>();
        op.getAttributesMap().values().forEach(value -> add(value, found));
        for (Argument argument : op.getInputsMap().values()) {
            for (Argument.Binding binding : argument.getArgumentsList()) {
                if (binding.hasValue()) {
                    add(binding.getValue(), found);
                } else {
                    found.addAll(scope.stored(binding.getName()));
                }
            }
        }
        return found;
    }

    private static void add(Value value, Set<StoredTensor> found) {
        if (value.hasBlobFileValue()) {
            found.add(new StoredTensor(
                    value.getBlobFileValue().getFileName(),
                    value.getBlobFileValue().getOffset(),
                    Types.bytes(Types.facts("", value.getType()))));
        }
    }
}
