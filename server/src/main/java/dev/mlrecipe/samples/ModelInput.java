package dev.mlrecipe.samples;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An input of a model, as samples must fit it.
 *
 * @param name its name
 * @param shape dimensions, {@link ValueFacts#UNKNOWN} where any size is taken
 * @param integers whether it takes integers only
 * @param colours order of the colours of an image: {@code RGB}, {@code BGR} or {@code GRAYSCALE}; empty for arrays
 */
public record ModelInput(String name, List<Long> shape, boolean integers, Optional<String> colours) {
    public ModelInput {
        shape = List.copyOf(shape);
    }

    /** For example {@code 1 x 3 x ? x ?}. */
    String words() {
        return shape.stream().map(dim -> dim < 0 ? "?" : Long.toString(dim)).collect(Collectors.joining(" x "));
    }

    /** How an array's samples lie in it; empty if it does not fit. */
    Optional<Layout> layout(long[] dims) {
        if (fits(dims, 0)) {
            return Optional.of(new Layout(1, Shape.of(dims)));
        }
        boolean batch = !shape.isEmpty() && (shape.get(0) == 1 || shape.get(0) == ValueFacts.UNKNOWN);
        if (dims.length == shape.size() && dims.length > 0 && batch) {
            long[] one = dims.clone();
            one[0] = 1;
            return fits(one, 0) ? Optional.of(new Layout(dims[0], Shape.of(one))) : Optional.empty();
        }
        if (dims.length == shape.size() + 1 && fits(dims, 1)) {
            return Optional.of(new Layout(dims[0], Shape.of(Arrays.copyOfRange(dims, 1, dims.length))));
        }
        if (dims.length + 1 == shape.size() && batch) {
            long[] one = new long[shape.size()];
            one[0] = 1;
            System.arraycopy(dims, 0, one, 1, dims.length);
            return fits(one, 0) ? Optional.of(new Layout(1, Shape.of(one))) : Optional.empty();
        }
        return Optional.empty();
    }

    private boolean fits(long[] dims, int from) {
        if (dims.length - from != shape.size()) {
            return false;
        }
        for (int axis = 0; axis < shape.size(); axis++) {
            if (shape.get(axis) != ValueFacts.UNKNOWN && shape.get(axis) != dims[axis + from]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Samples in an array, one after the other.
     *
     * @param count how many
     * @param shape shape of each
     */
    record Layout(long count, Shape shape) {}
}
