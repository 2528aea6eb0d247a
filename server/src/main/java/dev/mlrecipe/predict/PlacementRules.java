package dev.mlrecipe.predict;

import dev.mlrecipe.data.DataFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which operations run where: {@code schema/placement.yaml}. */
final class PlacementRules {
    private final Map<String, Operations> byType = new HashMap<>();
    private final Operations others;
    private final List<Limit> limits;
    private final Map<String, Requirement> requirements = new HashMap<>();

    /**
     * What the Neural Engine needs of every operation.
     *
     * @param id what it is about
     * @param says the rule in words, {@code {is}} standing for what was found instead
     */
    record Requirement(String id, String says, Confidence confidence, String source) {
        private static final String[] KEYS = {"id", "says", "confidence", "source"};

        private static Requirement of(DataFile.Row row) {
            return new Requirement(
                    row.word("id"),
                    row.word("says"),
                    Confidence.ofLetter(row.word("confidence")),
                    row.word("source"));
        }
    }

    /**
     * A hard limit of the Neural Engine.
     *
     * @param id what it limits
     * @param is the largest value
     * @param from first generation for which this value holds
     * @param says the limit in words, {@code {is}} standing for the value
     */
    record Limit(String id, long is, int from, String says, Confidence confidence, String source) {
        private static final String[] KEYS = {"id", "is", "from", "says", "confidence", "source"};

        private static Limit of(DataFile.Row row) {
            return new Limit(
                    row.word("id"),
                    row.number("is"),
                    row.number("from"),
                    row.word("says"),
                    Confidence.ofLetter(row.word("confidence")),
                    row.word("source"));
        }

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
            String neuralEngine,
            boolean gpu,
            String says,
            Confidence confidence,
            String source) {

        private static final String[] KEYS = {"types", "neural_engine", "gpu", "says", "confidence", "source"};

        private static Operations of(DataFile.Row row) {
            return new Operations(
                    row.words("types"),
                    row.word("neural_engine"),
                    Boolean.parseBoolean(row.word("gpu")),
                    row.word("says"),
                    Confidence.ofLetter(row.word("confidence")),
                    row.word("source"));
        }

        boolean onNeuralEngine(int generation) {
            return !neuralEngine.equals("never") && generation >= Integer.parseInt(neuralEngine);
        }
    }

    private PlacementRules(List<Requirement> needs, List<Limit> limits, List<Operations> operations) {
        needs.forEach(need -> requirements.put(need.id(), need));
        for (Operations entry : operations) {
            entry.types().forEach(type -> byType.putIfAbsent(type, entry));
        }
        this.others = operations.getLast();
        this.limits = limits;
    }

    static PlacementRules load() {
        DataFile.Row file = DataFile.read(
                "/mlrecipe/schema/placement.yaml", "sources", "requirements", "limits", "operations", "left_out");
        return new PlacementRules(
                file.rows("requirements", Requirement::of, Requirement.KEYS),
                file.rows("limits", Limit::of, Limit.KEYS),
                file.rows("operations", Operations::of, Operations.KEYS));
    }

    Operations of(String type) {
        return byType.getOrDefault(type, others);
    }

    boolean knows(String type) {
        return byType.containsKey(type);
    }

    /** The requirement with this id. */
    Requirement requirement(String id) {
        return Objects.requireNonNull(requirements.get(id), id);
    }

    /** The limit with this id that holds for a generation. */
    Optional<Limit> limit(String id, int generation) {
        return limits.stream()
                .filter(limit -> limit.id().equals(id) && limit.from() <= generation)
                .reduce((lower, higher) -> higher);
    }
}
