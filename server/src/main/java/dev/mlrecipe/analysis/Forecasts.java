package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Predictor;
import dev.mlrecipe.predict.Workload;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Predictions for a model and for what a recipe makes of it. */
public final class Forecasts {
    private final Predictor predictor;
    private final Availability availability;

    public Forecasts(Predictor predictor, Availability availability) {
        this.predictor = predictor;
        this.availability = availability;
    }

    /** With the product's own data. */
    public static Forecasts of(Availability availability) {
        return new Forecasts(Predictor.shared(), availability);
    }

    /** Whether anything in a recipe is about devices. */
    public static boolean wanted(Recipe recipe) {
        return !recipe.devices().isEmpty()
                || !recipe.expect().maxLatencyMs().isEmpty()
                || !recipe.expect().maxWeightMemory().isEmpty();
    }

    /**
     * What is predicted on one device.
     *
     * @param result the model with its weights as they are or become
     * @param baseline the same model with float16 weights
     */
    public record Forecast(Prediction result, Prediction baseline) {}

    /**
     * What is known of a model.
     *
     * @param function what runs: the default function
     * @param index its weights
     * @param encoding how large stored forms are
     */
    public record Subject(FunctionFacts function, ModelIndex index, Encoding encoding) {

        /** A model that has a program; empty for neural networks and pipelines. */
        public static Optional<Subject> of(List<FunctionFacts> functions, ModelIndex index, Encoding encoding) {
            return functions.stream().findFirst().map(function -> new Subject(function, index, encoding));
        }
    }

    /** The devices that are known. */
    public List<Device> known() {
        return predictor.devices().all();
    }

    /** The device with this name. */
    public Optional<Device> device(String name) {
        return predictor.devices().find(name);
    }

    /** The known devices that a recipe names; where it names none, a usual one for each of its platforms. */
    public List<Device> devices(Recipe recipe) {
        List<Device> named = recipe.devices().stream()
                .map(Located::value)
                .flatMap(name -> device(name).stream())
                .distinct()
                .toList();
        return named.isEmpty() ? usual(targets(recipe)) : named;
    }

    /** A usual device for each platform; for an iPhone and a Mac where there is none. */
    public List<Device> usual(List<Target> targets) {
        List<String> platforms = targets.stream().map(Target::platform).distinct().toList();
        return predictor.devices().usual(platforms.isEmpty() ? List.of("iOS", "macOS") : platforms);
    }

    public static List<Target> targets(Recipe recipe) {
        return recipe.targets().stream().map(Located::value).toList();
    }

    /** The units that a recipe lets the model use. */
    public static ComputeUnits units(Recipe recipe) {
        return recipe.computeUnits()
                .flatMap(word -> ComputeUnits.ofWord(word.value()))
                .orElse(ComputeUnits.ALL);
    }

    /** The form of every weight that a plan compresses. */
    public static Map<Integer, Representation> forms(Plan plan) {
        Map<Integer, Representation> forms = new HashMap<>();
        for (PlannedWeight planned : plan.weights()) {
            if (planned.decision() instanceof Decision.Compress compress) {
                forms.put(planned.weight().id(), compress.form());
            }
        }
        return forms;
    }

    /** Predicts what a plan makes of a model on a device; empty for models without a program. */
    Optional<Forecast> forecast(ModelState.Read model, Plan plan, Device device, Recipe recipe) {
        return Subject.of(model.functions(), model.index(), model.encoding())
                .map(subject -> forecast(
                        subject,
                        forms(plan),
                        device,
                        targets(recipe),
                        model.index().specificationVersion(),
                        units(recipe)));
    }

    /**
     * Predicts a model on a device.
     *
     * @param forms forms of the weights that are not as the model has them, by their ids
     * @param targets minimum deployment targets
     * @param specification of the model: an older system cannot load it
     */
    public Forecast forecast(
            Subject subject,
            Map<Integer, Representation> forms,
            Device device,
            List<Target> targets,
            int specification,
            ComputeUnits units) {
        List<Target> least = new ArrayList<>(targets);
        availability.oldest(device.platform(), specification).ifPresent(least::add);
        Target os = device.os(least, availability);
        Workload work = Workload.of(subject.function(), subject.index(), forms, subject.encoding());
        return new Forecast(
                predictor.predict(work, device, os, units), predictor.predict(work.dense(), device, os, units));
    }
}
