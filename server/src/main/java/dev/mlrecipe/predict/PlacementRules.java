package dev.mlrecipe.predict;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which operations run where: {@code schema/placement.yaml}. */
final class PlacementRules {
    private final Map<String, Operations> byType = new HashMap<>();
    private final Operations others;
    private final List<Limit> limits;

    /**
     * A hard limit of the Neural Engine.
     *
     * @param id what it limits
     * @param is the largest value
     * @param from first generation for which this value holds
     * @param says the limit in words, {@code {is}} standing for the value
     */
    record Limit(String id, long is, int from, String says, Confidence confidence, String source) {
        String words() {
            return says.replace("{is}", Long.toString(is));
        }
    }

    /**
     * What is known of some operations.
     *
     * @param types types of operations
     * @param neuralEngine first generation of Neural Engines that runs them, or {@code never}
     * @param gpu whether GPUs run them
     * @param says the rule in words
     */
    record Operations(
            List<String> types,
            @JsonProperty("neural_engine") String neuralEngine,
            boolean gpu,
            String says,
            Confidence confidence,
            String source) {

        boolean onNeuralEngine(int generation) {
            return !neuralEngine.equals("never") && generation >= Integer.parseInt(neuralEngine);
        }
    }

    private record Content(Map<String, String> sources, List<Limit> limits, List<Operations> operations) {}

    private PlacementRules(Content content) {
        for (Operations entry : content.operations()) {
            entry.types().forEach(type -> byType.putIfAbsent(type, entry));
        }
        this.others = content.operations().getLast();
        this.limits = content.limits();
    }

    static PlacementRules load() {
        return new PlacementRules(Data.read("placement.yaml", Content.class));
    }

    Operations of(String type) {
        return byType.getOrDefault(type, others);
    }

    boolean knows(String type) {
        return byType.containsKey(type);
    }

    /** The limit with this id that holds for a generation. */
    Optional<Limit> limit(String id, int generation) {
        return limits.stream()
                .filter(limit -> limit.id().equals(id) && limit.from() <= generation)
                .reduce((lower, higher) -> higher);
    }
}
