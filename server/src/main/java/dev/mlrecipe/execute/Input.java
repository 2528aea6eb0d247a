package dev.mlrecipe.execute;

import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An input of a function.
 *
 * @param name its name
 * @param shape dimensions, {@link ValueFacts#UNKNOWN} where any size is taken
 * @param type element type in the program. Images are tensors [1, channels, height, width] of their pixels' values; what
 *     the model does to them at first, scale and bias, is part of the program
 */
public record Input(String name, List<Long> shape, DataType type) {
    public Input {
        shape = List.copyOf(shape);
    }

    /** The shape in words, for example {@code [1,?,128]}. */
    public String shapeWords() {
        return shape.stream()
                .map(dim -> dim == ValueFacts.UNKNOWN ? "?" : Long.toString(dim))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Whether a tensor of this shape can be given. */
    public boolean takes(Shape given) {
        if (given.rank() != shape.size()) {
            return false;
        }
        for (int axis = 0; axis < given.rank(); axis++) {
            long expected = shape.get(axis);
            if (expected != ValueFacts.UNKNOWN && expected != given.dim(axis)) {
                return false;
            }
        }
        return true;
    }
}
