package dev.mlrecipe.engine;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.plan.PlannedActivation;
import java.util.List;

/**
 * What became of every weight.
 *
 * @param opset opset of the output
 * @param layers one entry per weight, in the model's order
 * @param activations the operations whose activations are quantized, in program order
 * @param accuracy what running the result on samples told
 * @param totals sums
 */
public record Report(
        Opset opset, List<LayerResult> layers, List<PlannedActivation> activations, Accuracy accuracy, Totals totals) {
    public Report {
        layers = List.copyOf(layers);
        activations = List.copyOf(activations);
    }

    /** A report in which activations stay as they are. */
    public Report(Opset opset, List<LayerResult> layers, Totals totals) {
        this(opset, layers, List.of(), totals);
    }

    /** A report of what nobody ran on samples. */
    public Report(Opset opset, List<LayerResult> layers, List<PlannedActivation> activations, Totals totals) {
        this(opset, layers, activations, new Accuracy.Unknown(), totals);
    }
}
