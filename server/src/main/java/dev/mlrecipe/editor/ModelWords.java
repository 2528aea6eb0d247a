package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Weight;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The names and operation types of a model that rules can speak of. */
final class ModelWords {
    /** Candidates of rules have at least this rank: biases are never compressed. */
    private static final int RANK = 2;

    private final ModelIndex index;
    private final Encoding encoding;

    private ModelWords(ModelState.Read model) {
        this.index = model.index();
        this.encoding = model.encoding();
    }

    static Optional<ModelWords> of(ModelState state) {
        return state instanceof ModelState.Read read ? Optional.of(new ModelWords(read)) : Optional.empty();
    }

    /**
     * What one word stands for.
     *
     * @param layers weights that can be compressed
     * @param bytes all of them, as stored in the model
     */
    record Reach(int layers, long bytes) {
        Reach plus(long more) {
            return new Reach(layers + 1, bytes + more);
        }
    }

    long bytes(Weight weight) {
        return encoding.storedBytes(weight.stored());
    }

    /** Weights that rules may touch, largest first. */
    List<Weight> layers() {
        return index.weights().stream()
                .filter(weight -> weight.stored().shape().rank() >= RANK && !weight.consumers().isEmpty())
                .sorted(Comparator.comparingLong((Weight weight) -> bytes(weight)).reversed())
                .toList();
    }

    /** Weights that a const or operation of this name holds or uses. */
    List<Weight> named(String name) {
        return index.weights().stream()
                .filter(weight -> weight.constNames().contains(name)
                        || weight.consumers().stream().anyMatch(consumer -> consumer.op().equals(name)))
                .toList();
    }

    /** Types of operations with weights, most bytes first. */
    Map<String, Reach> types() {
        return mostFirst(weight -> weight.consumers().stream().map(Consumer::opType).distinct());
    }

    /** Beginnings of operation names that several layers share, as patterns, most bytes first. */
    Map<String, Reach> patterns() {
        Map<String, Reach> patterns = mostFirst(weight -> weight.consumers().stream()
                .map(Consumer::op)
                .flatMap(name -> beginning(name).stream())
                .distinct());
        patterns.values().removeIf(reach -> reach.layers() < 2);
        return patterns;
    }

    private static Optional<String> beginning(String name) {
        for (int i = 1; i < name.length() - 1; i++) {
            if (name.charAt(i) == '_' || name.charAt(i) == '.' || name.charAt(i) == '/') {
                String beginning = name.substring(0, i + 1);
                return beginning.indexOf('*') < 0 && beginning.indexOf('?') < 0
                        ? Optional.of(beginning + "*")
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Map<String, Reach> mostFirst(Function<Weight, Stream<String>> words) {
        Map<String, Reach> reach = new HashMap<>();
        for (Weight weight : layers()) {
            long bytes = bytes(weight);
            words.apply(weight).forEach(word -> reach.merge(word, new Reach(1, bytes), (a, b) -> a.plus(bytes)));
        }
        Map<String, Reach> ordered = new LinkedHashMap<>();
        reach.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Reach> e) -> e.getValue().bytes())
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(e -> ordered.put(e.getKey(), e.getValue()));
        return ordered;
    }
}
