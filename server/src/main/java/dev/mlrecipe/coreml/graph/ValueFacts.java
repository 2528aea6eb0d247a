package dev.mlrecipe.coreml.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One value of a program: an input, or an output of an operation.
 *
 * @param name its name in the program
 * @param shape dimensions, outermost first, {@link #UNKNOWN} where the program leaves one open and nothing tells it;
 *     empty for scalars and for lists
 * @param dtype element type as in reports ({@code float16}, {@code int32}, {@code string}); {@code list} and so on
 *     for values that are no tensors
 */
public record ValueFacts(String name, List<Long> shape, String dtype) {
    /** A dimension that is only known when the model runs. */
    public static final long UNKNOWN = -1;

    public ValueFacts {
        shape = List.copyOf(shape);
    }

    /** Whether all dimensions are known. */
    public boolean known() {
        return !shape.contains(UNKNOWN);
    }

    /** {@code 1 x 3 x 224 x 224}, with {@code ?} for what is open. */
    static String words(List<Long> shape) {
        return shape.stream()
                .map(dim -> dim < 0 ? "?" : Long.toString(dim))
                .collect(Collectors.joining(" x "));
    }
}
