package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.analysis.Forecasts.Subject;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.report.PredictionDocument;
import dev.mlrecipe.session.RecipeRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is predicted for models and recipes, for the commands that show it. */
final class Predictions {
    private final Forecasts forecasts;

    Predictions() {
        this(Map.of());
    }

    /** @param measured what devices measured, by name of the device */
    Predictions(Map<String, MeasuredPlan> measured) {
        this.forecasts = Forecasts.of(Availability.load()).with(measured);
    }

    Forecasts forecasts() {
        return forecasts;
    }

    /** For a model as it is; empty for models without a program. */
    Optional<List<PredictionDocument.Entry>> of(CoreMlModel model, List<Device> devices, Choice choice) {
        return entries(model, model.index(), Map.of(), Map.of(), devices, List.of(), choice);
    }

    /** For what a recipe makes of its model; empty for models without a program. */
    Optional<List<PredictionDocument.Entry>> of(RecipeRun run, List<Device> devices, Choice choice) {
        Map<Integer, Representation> forms =
                run.planning().map(Planning::plan).map(Forecasts::forms).orElse(Map.of());
        Map<String, Set<String>> codes =
                run.planning().map(Planning::plan).map(Forecasts::codes).orElse(Map.of());
        return run.model().flatMap(model -> entries(
                model, run.output().orElseThrow(), forms, codes, devices, Forecasts.targets(run.recipe()), choice));
    }

    /**
     * What of a model is predicted, everything with everything else.
     *
     * @param functions functions; empty for the default one
     * @param units compute units
     */
    record Choice(List<FunctionFacts> functions, List<ComputeUnits> units) {
        Choice {
            functions = List.copyOf(functions);
            units = List.copyOf(units);
        }
    }

    /** The same for a report, where only a recipe that is about devices has any. */
    static List<PredictionDocument.Entry> forReport(RecipeRun run) {
        if (!Forecasts.wanted(run.recipe())) {
            return List.of();
        }
        Predictions predictions = new Predictions(run.measured());
        return predictions.of(
                        run,
                        predictions.forecasts.devices(run.recipe()),
                        new Choice(List.of(), List.of(Forecasts.units(run.recipe()))))
                .orElse(List.of());
    }

    private Optional<List<PredictionDocument.Entry>> entries(
            CoreMlModel model,
            ModelIndex index,
            Map<Integer, Representation> forms,
            Map<String, Set<String>> codes,
            List<Device> devices,
            List<Target> targets,
            Choice choice) {
        Opset opset = index.opset().filter(own -> own.atLeast(Opset.COREML6)).orElse(Opset.COREML6);
        Encoding encoding = model.encoding(opset);
        return Subject.of(model.functions(), index, encoding).map(main -> {
            List<FunctionFacts> functions =
                    choice.functions().isEmpty() ? List.of(main.function()) : choice.functions();
            List<PredictionDocument.Entry> entries = new ArrayList<>();
            for (FunctionFacts function : functions) {
                Subject subject = main.running(function);
                for (Device device : devices) {
                    for (ComputeUnits units : choice.units()) {
                        Forecast forecast = forecasts.forecast(
                                subject, forms, codes, device, targets, index.specificationVersion(), units);
                        entries.add(new PredictionDocument.Entry(
                                forecast.result(), forecast.baseline(), forecast.measured()));
                    }
                }
            }
            return entries;
        });
    }
}
