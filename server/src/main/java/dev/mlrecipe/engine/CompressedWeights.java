package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.form.Representation;
import java.util.List;
import java.util.Map;

/**
 * What a plan made of the weights.
 *
 * @param forms new forms by {@link dev.mlrecipe.coreml.Weight#id()}; weights that stay as they are have none
 * @param layers one result per weight, in the model's order
 * @param nanos what it took, on all threads together; of what was done for several plans, this one's share
 */
public record CompressedWeights(Map<Integer, Representation> forms, List<LayerResult> layers, long nanos) {
    public CompressedWeights {
        forms = Map.copyOf(forms);
        layers = List.copyOf(layers);
    }
}
