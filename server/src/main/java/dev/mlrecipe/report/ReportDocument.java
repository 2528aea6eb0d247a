package dev.mlrecipe.report;

import dev.mlrecipe.engine.Report;
import java.util.List;
import java.util.Optional;

/**
 * A report and what it is about, ready to be shown.
 *
 * @param recipe path of the recipe, as the user gave it
 * @param variant name of the variant; empty where the recipe has none
 * @param model path of the model
 * @param output path of the output; empty where nothing is written
 * @param targets minimum deployment targets
 * @param opset operation set of the output; empty for kinds of models that have none
 * @param raise what raising the model to that takes; empty where the output has the model's own
 * @param report the results
 * @param predictions what is predicted for the result on devices; empty where nobody asks
 */
public record ReportDocument(
        String recipe,
        Optional<String> variant,
        String model,
        Optional<String> output,
        List<String> targets,
        Optional<String> opset,
        Optional<RaiseFacts> raise,
        Report report,
        List<PredictionDocument.Entry> predictions) {

    public ReportDocument {
        targets = List.copyOf(targets);
        predictions = List.copyOf(predictions);
    }

    /** Its variant, or its model's file where there are only models. */
    public String name() {
        return variant.orElseGet(() -> model.replaceFirst("^.*[/\\\\]", ""));
    }

    /** What it is about, for titles. */
    public String title() {
        return recipe + variant.map(name -> ", variant " + name).orElse("");
    }

    /** A report without predictions, of a model that keeps its opset. */
    public ReportDocument(
            String recipe,
            String model,
            Optional<String> output,
            List<String> targets,
            Optional<String> opset,
            Report report) {
        this(recipe, Optional.empty(), model, output, targets, opset, Optional.empty(), report, List.of());
    }
}
