package dev.mlrecipe.predict;

import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.List;
import java.util.Set;

/**
 * One operation of a program as the cost model sees it.
 *
 * @param op name of the operation
 * @param type its type, for example {@code conv}, or of a layer, for example {@code convolution}
 * @param operation the type of operation of an ML program that it is judged as: its own, or for a layer of a neural
 *     network one that does the same
 * @param inputs values that it reads while running; one that was only expanded from 8 bits is given as those 8 bits
 * @param outputs its results
 * @param multiplyAdds multiply-adds
 * @param weights constants that it reads
 * @param known whether all shapes are known
 */
public record Work(
        String op,
        String type,
        String operation,
        List<ValueFacts> inputs,
        List<ValueFacts> outputs,
        long multiplyAdds,
        List<StoredWeight> weights,
        boolean known) {

    public Work {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        weights = List.copyOf(weights);
    }

    /** An operation of an ML program. */
    public Work(
            String op,
            String type,
            List<ValueFacts> inputs,
            List<ValueFacts> outputs,
            long multiplyAdds,
            List<StoredWeight> weights,
            boolean known) {
        this(op, type, type, inputs, outputs, multiplyAdds, weights, known);
    }

    /** The same where some values are 8-bit codes, those that it takes and those that it makes. */
    Work with(Set<String> taken, Set<String> made) {
        return new Work(
                op, type, operation, codes(inputs, taken), codes(outputs, made), multiplyAdds, weights, known);
    }

    private static List<ValueFacts> codes(List<ValueFacts> values, Set<String> names) {
        return values.stream()
                .map(value -> names.contains(value.name())
                        ? new ValueFacts(value.name(), value.shape(), "int8")
                        : value)
                .toList();
    }

    Work with(List<StoredWeight> other) {
        return new Work(op, type, operation, inputs, outputs, multiplyAdds, other, known);
    }
}
