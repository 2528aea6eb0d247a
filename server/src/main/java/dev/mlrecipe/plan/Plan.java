package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Opset;
import java.util.List;

/**
 * What will happen to every weight of a model.
 *
 * @param opset opset of the output
 * @param weights one entry per weight of the model's index, in its order
 */
public record Plan(Opset opset, List<PlannedWeight> weights) {
    public Plan {
        weights = List.copyOf(weights);
    }
}
