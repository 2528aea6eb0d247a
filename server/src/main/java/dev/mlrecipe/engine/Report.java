package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.Opset;
import java.util.List;

/**
 * What became of every weight.
 *
 * @param opset opset of the output
 * @param layers one entry per weight, in the model's order
 * @param totals sums
 */
public record Report(Opset opset, List<LayerResult> layers, Totals totals) {
    public Report {
        layers = List.copyOf(layers);
    }
}
