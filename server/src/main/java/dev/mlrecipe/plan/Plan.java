package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.activation.Scheme;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What will happen to every weight of a model.
 *
 * @param opset opset of the output
 * @param weights one entry per weight of the model's index, in its order
 * @param activations the operations whose activations are quantized, in program order
 * @param calibration identifies what the activations' ranges, and the inputs that weights are calibrated on, come from,
 *     empty where nothing depends on them; may read files when it is asked
 */
public record Plan(
        Opset opset, List<PlannedWeight> weights, List<PlannedActivation> activations, Supplier<String> calibration) {
    public Plan {
        weights = List.copyOf(weights);
        activations = List.copyOf(activations);
    }

    /** A plan that leaves activations as they are. */
    public Plan(Opset opset, List<PlannedWeight> weights) {
        this(opset, weights, List.of(), () -> "");
    }

    /** Whether the result depends on what the model computes on samples. */
    public boolean calibrates() {
        return !activations.isEmpty() || !calibrated().isEmpty();
    }

    /** The weights that are compressed by looking at what they are multiplied with. */
    public List<Weight> calibrated() {
        return weights.stream()
                .filter(planned -> planned.decision() instanceof Decision.Compress compress
                        && compress.actions().stream().anyMatch(action -> action.config().calibrates()))
                .map(PlannedWeight::weight)
                .toList();
    }

    /** How to quantize which operations' activations, by name. */
    public Map<String, Scheme> schemes() {
        return activations.stream()
                .collect(Collectors.toMap(planned -> planned.site().op(), PlannedActivation::scheme));
    }
}
