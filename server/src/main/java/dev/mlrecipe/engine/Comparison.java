package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.LargestError;
import dev.mlrecipe.coreml.form.Representation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far the weights of a model are from those of a reference, weight by weight. Weights are the same if function,
 * consumer and input have the same name.
 *
 * @param rows the reference's weights in its order, then what only the model has
 */
public record Comparison(List<Row> rows) {
    public Comparison {
        rows = List.copyOf(rows);
    }

    /**
     * One weight.
     *
     * @param reference the weight in the reference; empty if it has none
     * @param model the weight in the model; empty if it has none
     * @param error empty unless both exist with one shape
     * @param largestError the largest absolute one; empty if {@code error} is
     */
    public record Row(
            Optional<Weight> reference,
            Optional<Weight> model,
            Optional<ErrorSums.Result> error,
            OptionalDouble largestError) {

        /** What can be said. */
        public Status status() {
            if (model.isEmpty()) {
                return Status.ONLY_IN_REFERENCE;
            }
            if (reference.isEmpty()) {
                return Status.ONLY_IN_MODEL;
            }
            return error.isPresent() ? Status.COMPARED : Status.OTHER_SHAPE;
        }

        /** The weight, in the model if it has it. */
        public Weight weight() {
            return model.or(() -> reference).orElseThrow();
        }
    }

    /** What can be said of a weight. */
    public enum Status {
        COMPARED,
        OTHER_SHAPE,
        ONLY_IN_REFERENCE,
        ONLY_IN_MODEL
    }

    /**
     * Compares all weights.
     *
     * @throws IOException if a model cannot be read
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public static Comparison of(CoreMlModel reference, CoreMlModel model, Cancellation cancellation)
            throws IOException {
        Map<List<String>, Weight> others = new LinkedHashMap<>();
        for (Weight weight : model.index().weights()) {
            others.putIfAbsent(key(weight), weight);
        }
        List<Row> rows = new ArrayList<>();
        for (Weight weight : reference.index().weights()) {
            rows.add(row(weight, Optional.ofNullable(others.remove(key(weight))), cancellation));
        }
        others.values().forEach(weight -> rows.add(notComparable(Optional.empty(), Optional.of(weight))));
        return new Comparison(rows);
    }

    private static List<String> key(Weight weight) {
        return List.of(weight.function(), weight.name());
    }

    private static Row row(Weight weight, Optional<Weight> other, Cancellation cancellation) throws IOException {
        cancellation.check();
        if (other.isEmpty() || !other.get().stored().shape().equals(weight.stored().shape())) {
            return notComparable(Optional.of(weight), other);
        }
        Representation left = weight.stored();
        Representation right = other.get().stored();
        return new Row(
                Optional.of(weight),
                other,
                Optional.of(ErrorSums.between(left, right, cancellation::check)),
                OptionalDouble.of(LargestError.between(left, right, cancellation::check)));
    }

    private static Row notComparable(Optional<Weight> reference, Optional<Weight> model) {
        return new Row(reference, model, Optional.empty(), OptionalDouble.empty());
    }
}
