package dev.mlrecipe.predict;

import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which units can run an operation.
 *
 * @param units the units, the CPU always among them unless it was measured to run elsewhere
 * @param rule why the Neural Engine can or cannot
 * @param confidence how far that can be trusted
 */
record Support(Set<Unit> units, String rule, Confidence confidence) {
    Support {
        units = Set.copyOf(units);
    }

    /** Of an operation that is known to run on a unit. */
    static Support measured(Unit unit) {
        return new Support(Set.of(unit), "measured", Confidence.HIGH);
    }

    /** What rules out the Neural Engine. */
    private record Obstacle(String says, Confidence confidence) {}

    /**
     * Judges an operation.
     *
     * @param flexible whether the program's shapes are open
     */
    static Support of(Work work, Chip chip, boolean flexible, PlacementRules rules) {
        PlacementRules.Operations entry = rules.of(work.operation());
        EnumSet<Unit> units = EnumSet.of(Unit.CPU);
        if (entry.gpu() && chip.engine(Unit.GPU).isPresent()) {
            units.add(Unit.GPU);
        }
        if (chip.engine(Unit.NEURAL_ENGINE).isEmpty()) {
            return new Support(units, "the " + chip.name() + " has no Neural Engine for this", Confidence.MEDIUM);
        }
        if (!entry.onNeuralEngine(chip.generation())) {
            return new Support(units, work.type() + ": " + entry.says(), entry.confidence());
        }
        Optional<Obstacle> obstacle = obstacle(work, chip.generation(), flexible, rules);
        if (obstacle.isPresent()) {
            return new Support(units, obstacle.get().says(), obstacle.get().confidence());
        }
        units.add(Unit.NEURAL_ENGINE);
        return new Support(units, work.type() + ": " + entry.says(), entry.confidence());
    }

    private static Optional<Obstacle> obstacle(Work work, int generation, boolean flexible, PlacementRules rules) {
        if (flexible) {
            return Optional.of(unmet("fixed_shapes", "", rules));
        }
        List<ValueFacts> values = Stream.concat(work.inputs().stream(), work.outputs().stream()).toList();
        for (ValueFacts value : values) {
            if (value.dtype().equals("float32") || value.dtype().equals("int32")) {
                return Optional.of(unmet("numbers", value.dtype(), rules));
            }
        }
        List<Optional<Obstacle>> found = new ArrayList<>();
        for (ValueFacts value : values) {
            List<Long> shape = value.shape();
            int rank = shape.size();
            found.add(over("rank", rank, generation, rules));
            if (rank >= 3) {
                found.add(over("channels", shape.get(rank - 3), generation, rules));
                found.add(over("extent", Math.max(shape.get(rank - 1), shape.get(rank - 2)), generation, rules));
            }
        }
        if (work.operation().startsWith("reduce_arg") && !work.inputs().isEmpty()) {
            // The axis is a constant that is not looked at: the longest one stands for it.
            found.add(over("arg_axis", work.inputs().get(0).shape().stream().mapToLong(d -> d).max().orElse(0), generation,
                    rules));
        }
        for (StoredWeight weight : work.weights()) {
            List<Long> shape = weight.shape();
            if (work.operation().startsWith("conv") && shape.size() >= 3) {
                found.add(over("kernel_width", shape.getLast(), generation, rules));
                found.add(over("kernel_height", shape.size() > 3 ? shape.get(shape.size() - 2) : 1, generation, rules));
            } else if (work.multiplyAdds() > 0 && shape.size() == 2) {
                found.add(over("depth", shape.getLast(), generation, rules));
            }
            if (work.operation().equals("conv") && weight.tables() > 0) {
                found.add(over("palettized_stride", stride(work), generation, rules));
            }
        }
        return found.stream().flatMap(Optional::stream).findFirst();
    }

    private static Obstacle unmet(String id, String found, PlacementRules rules) {
        PlacementRules.Requirement requirement = rules.requirement(id);
        return new Obstacle(requirement.says().replace("{is}", found), requirement.confidence());
    }

    private static Optional<Obstacle> over(String id, long value, int generation, PlacementRules rules) {
        return rules.limit(id, generation)
                .filter(limit -> value > limit.is())
                .map(limit -> new Obstacle("the Neural Engine takes " + limit.words() + ", here " + value,
                        limit.confidence()));
    }

    /** How many times the input is higher or wider than the result, which is the stride of a padded convolution. */
    private static long stride(Work work) {
        List<Long> in = work.inputs().isEmpty() ? List.of() : work.inputs().get(0).shape();
        List<Long> out = work.outputs().isEmpty() ? List.of() : work.outputs().get(0).shape();
        long stride = 1;
        for (int axis = 2; axis < Math.min(in.size(), out.size()); axis++) {
            if (out.get(axis) > 0) {
                stride = Math.max(stride, in.get(axis) / out.get(axis));
            }
        }
        return stride;
    }
}
