package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.mil.Step.Made;
import dev.mlrecipe.coreml.mil.Step.Parameter;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The operations that expand one weight, in order of evaluation; the last one makes the weight.
 *
 * @param steps the operations, none for a weight that is stored as it is
 */
record Chain(List<Step> steps) {

    /** Bytes of all stored tensors; a tensor that several parameters share counts once. */
    long storedBytes() {
        Set<Bytes> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Step step : steps) {
            for (Parameter parameter : step.parameters().values()) {
                if (parameter instanceof Parameter.Stored stored) {
                    distinct.add(stored.tensor().bytes());
                }
            }
        }
        return distinct.stream().mapToLong(Bytes::size).sum();
    }

    /** Operation types without their common prefix, joined by {@code +}. */
    String name() {
        return steps.stream()
                .map(step -> step.type().substring(Ops.CONSTEXPR.length()))
                .collect(Collectors.joining("+"));
    }

    /** Collects steps and the parameters of the one that is being built. */
    static final class Builder {
        private final List<Step> steps = new ArrayList<>();
        private TreeMap<String, Parameter> parameters = new TreeMap<>();

        Builder put(String name, Parameter parameter) {
            parameters.put(name, parameter);
            return this;
        }

        Builder put(String name, Tensor tensor) {
            return put(name, new Parameter.Stored(tensor));
        }

        Builder put(String name, Value value) {
            return put(name, new Parameter.Literal(value));
        }

        /** Ends a step; its first output. */
        Parameter.Earlier end(String type, Made... outputs) {
            steps.add(new Step(Ops.CONSTEXPR + type, parameters, List.of(outputs)));
            parameters = new TreeMap<>();
            return new Parameter.Earlier(steps.size() - 1, 0);
        }

        Chain build() {
            return new Chain(List.copyOf(steps));
        }
    }
}
