package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The names and operation types of a model that rules can speak of. */
final class ModelWords {
    /** Candidates of rules have at least this rank: biases are never compressed. */
    private static final int RANK = 2;

    /** Beginnings of one name that become patterns. */
    private static final int BEGINNINGS = 3;

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
                .filter(ModelWords::isCandidate)
                .sorted(Comparator.comparingLong((Weight weight) -> bytes(weight)).reversed())
                .toList();
    }

    /** Whether rules may touch a weight, as far as its shape tells. */
    static boolean isCandidate(Weight weight) {
        return weight.stored().shape().rank() >= RANK && !weight.consumers().isEmpty();
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

    /**
     * Patterns that catch several layers, most bytes first: beginnings of names ({@code layers_0_*}), and ends behind
     * the last number ({@code *_q_weight_to_fp16}).
     */
    Map<String, Reach> patterns() {
        Map<String, Reach> patterns = mostFirst(weight -> Stream.concat(
                        weight.constNames().stream().filter(name -> !isGenerated(name)),
                        weight.consumers().stream().map(Consumer::op))
                .filter(name -> name.indexOf('*') < 0 && name.indexOf('?') < 0)
                .flatMap(ModelWords::patternsOf)
                .distinct());
        patterns.values().removeIf(reach -> reach.layers() < 2);
        Set<Reach> seen = new HashSet<>();
        patterns.values().removeIf(reach -> !seen.add(reach));
        return patterns;
    }

    private static Stream<String> patternsOf(String name) {
        List<String> patterns = new ArrayList<>();
        int end = -1;
        boolean number = false;
        for (int i = 1; i < name.length() - 1; i++) {
            boolean separator = "_./".indexOf(name.charAt(i)) >= 0;
            if (separator && patterns.size() < BEGINNINGS) {
                patterns.add(name.substring(0, i + 1) + "*");
            }
            end = separator && number ? i : end;
            number = Character.isDigit(name.charAt(i)) && (number || "_./".indexOf(name.charAt(i - 1)) >= 0);
        }
        if (end > 0) {
            patterns.add("*" + name.substring(end));
        }
        return patterns.stream();
    }

    /** Whether a converter made up the name of a const that had none: {@code const_12_to_fp16}. */
    static boolean isGenerated(String constName) {
        return constName.startsWith("const_");
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
