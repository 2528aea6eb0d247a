package dev.mlrecipe.accuracy;

import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which outputs choose a class: the label of a classifier, a single integer, and floats of known shape that lie along one
 * axis, such as [1, 1000] or [1, 1000, 1, 1], whose largest element is taken. Sequences and images of scores are not
 * among them.
 */
public final class ClassOutputs {
    /** Where nothing tells how many classes there are. */
    public static final int ANY = Integer.MAX_VALUE;

    private ClassOutputs() {}

    /**
     * Outputs that choose a class.
     *
     * @param classes the names of the model's classes; empty if it has none
     * @return number of classes by name of the output, in the function's order
     */
    public static Map<String, Integer> of(FunctionFacts function, List<String> classes) {
        Map<String, Integer> found = new LinkedHashMap<>();
        function.outputs().forEach(output ->
                classes(output, classes).ifPresent(count -> found.put(output.name(), count)));
        return found;
    }

    private static OptionalInt classes(ValueFacts output, List<String> classes) {
        if (output.dtype().equals("string") && !classes.isEmpty()) {
            return OptionalInt.of(classes.size());
        }
        Optional<DataType> type = DataType.ofWord(output.dtype());
        if (type.isEmpty() || !output.known()) {
            return OptionalInt.empty();
        }
        List<Long> axes = output.shape().stream().filter(dim -> dim != 1).toList();
        if (!type.get().isFloat()) {
            return axes.isEmpty() ? OptionalInt.of(classes.isEmpty() ? ANY : classes.size()) : OptionalInt.empty();
        }
        return axes.size() == 1 && axes.getFirst() > 1
                ? OptionalInt.of(Math.toIntExact(Math.min(axes.getFirst(), ANY)))
                : OptionalInt.empty();
    }
}
