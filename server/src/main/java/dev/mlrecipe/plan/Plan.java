package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Opset;
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
 * @param calibration identifies what the activations' ranges come from, empty where none are quantized; may read files
 *     when it is asked
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

    /** How to quantize which operations' activations, by name. */
    public Map<String, Scheme> schemes() {
        return activations.stream()
                .collect(Collectors.toMap(planned -> planned.site().op(), PlannedActivation::scheme));
    }
}
