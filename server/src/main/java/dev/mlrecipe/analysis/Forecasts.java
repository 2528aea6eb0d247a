package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.finding.UnknownDevice;
import dev.mlrecipe.measured.Match;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlannedActivation;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Predictor;
import dev.mlrecipe.predict.Unit;
import dev.mlrecipe.predict.Workload;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Predictions for a model and for what a recipe makes of it. */
public final class Forecasts {
    private final Availability availability;
    private final Map<String, MeasuredPlan> measured;

    private Forecasts(Availability availability, Map<String, MeasuredPlan> measured) {
        this.availability = availability;
        this.measured = Map.copyOf(measured);
    }

    /** With the product's own data, which is read when something is first asked of it. */
    public static Forecasts of(Availability availability) {
        return new Forecasts(availability, Map.of());
    }

    /**
     * The same where it is known what devices measured.
     *
     * @param plans by name of the device
     */
    public Forecasts with(Map<String, MeasuredPlan> plans) {
        return new Forecasts(availability, plans);
    }

    /** Whether anything in a recipe is about devices. */
    public static boolean wanted(Recipe recipe) {
        return !recipe.devices().isEmpty()
                || !recipe.measured().isEmpty()
                || !recipe.expect().maxLatencyMs().isEmpty()
                || !recipe.expect().maxWeightMemory().isEmpty();
    }

    /**
     * What is predicted on one device.
     *
     * @param result the model with its weights as they are or become
     * @param baseline the same model with float16 weights
     * @param measured what was measured of the first, which counts more than what is predicted
     */
    public record Forecast(Prediction result, Prediction baseline, Optional<MeasuredResult> measured) {}

    /**
     * What is known of a model.
     *
     * @param function what runs
     * @param index its weights
     * @param encoding how large stored forms are
     */
    public record Subject(FunctionFacts function, ModelIndex index, Encoding encoding) {

        /** A model that has a program and runs its default function; empty for neural networks and pipelines. */
        public static Optional<Subject> of(List<FunctionFacts> functions, ModelIndex index, Encoding encoding) {
            return functions.stream().findFirst().map(function -> new Subject(function, index, encoding));
        }

        /** The same model when another of its functions runs. */
        public Subject running(FunctionFacts other) {
            return new Subject(other, index, encoding);
        }

        /** Bytes of all weights, some of them in other forms than the model has. */
        long weightBytes(Map<Integer, Representation> forms) {
            return index.weights().stream()
                    .mapToLong(weight -> encoding.storedBytes(forms.getOrDefault(weight.id(), weight.stored())))
                    .sum();
        }
    }

    /** The devices that are known. */
    public List<Device> known() {
        return Predictor.shared().devices().all();
    }

    /** The device with this name. */
    public Optional<Device> device(String name) {
        return Predictor.shared().devices().find(name);
    }

    /** What a message says of a name that no device has: {@code no known device}, and what may be meant. */
    public String unknown(String name) {
        return UnknownDevice.problem(name, known().stream().map(Device::name).toList());
    }

    /** A known device of the same class as one that is not; empty if its name tells of no class. */
    public Optional<Device> standIn(String name) {
        return Predictor.shared().devices().standIn(name);
    }

    /**
     * The devices that a recipe names, stand-ins for unknown ones; where it names none, the known ones that it has measured files of;
     * else a usual one for each of its platforms.
     */
    public List<Device> devices(Recipe recipe) {
        Stream<Optional<Device>> devices = recipe.devices().isEmpty()
                ? recipe.measured().stream().flatMap(entry -> entry.device().stream()).map(name -> device(name.value()))
                : recipe.devices().stream().map(name -> device(name.value()).or(() -> standIn(name.value())));
        List<Device> named = devices.flatMap(Optional::stream).distinct().toList();
        return named.isEmpty() ? usual(targets(recipe)) : named;
    }

    /** A usual device for each platform; for an iPhone and a Mac where there is none. */
    public List<Device> usual(List<Target> targets) {
        List<String> platforms = targets.stream().map(Target::platform).distinct().toList();
        return Predictor.shared().devices().usual(platforms.isEmpty() ? List.of("iOS", "macOS") : platforms);
    }

    public static List<Target> targets(Recipe recipe) {
        return recipe.targets().stream().map(Located::value).toList();
    }

    /** The oldest version of a platform that loads a specification. */
    Optional<Target> oldest(String platform, int specification) {
        return availability.oldest(platform, specification);
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

    /** The values that operations take as 8-bit codes in what a plan makes, by operation. */
    public static Map<String, Set<String>> codes(Plan plan) {
        return plan.activations().stream()
                .map(PlannedActivation::site)
                .collect(Collectors.toMap(ActivationSite::op, site -> Set.copyOf(site.values())));
    }

    /** Predicts what a plan makes of a model on the first device of its recipe, or a usual one of its targets. */
    public Optional<Forecast> forecast(ModelState.Read model, Plan plan, Recipe recipe) {
        return devices(recipe).stream().findFirst().flatMap(device -> forecast(model, plan, device, recipe));
    }

    /** Predicts what a plan makes of a model on a device; empty for models without a program. */
    Optional<Forecast> forecast(ModelState.Read model, Plan plan, Device device, Recipe recipe) {
        return Subject.of(model.functions(), model.index(), model.encoding())
                .map(subject -> forecast(
                        subject,
                        forms(plan),
                        codes(plan),
                        device,
                        targets(recipe),
                        model.index().specificationVersion(),
                        units(recipe)));
    }

    /**
     * Predicts a model on a device.
     *
     * @param forms forms of the weights that are not as the model has them, by their ids
     * @param codes values that operations of the default function take as 8-bit codes, by operation
     * @param targets minimum deployment targets
     * @param specification of the model: an older system cannot load it
     */
    public Forecast forecast(
            Subject subject,
            Map<Integer, Representation> forms,
            Map<String, Set<String>> codes,
            Device device,
            List<Target> targets,
            int specification,
            ComputeUnits units) {
        List<Target> least = new ArrayList<>(targets);
        availability.oldest(device.platform(), specification).ifPresent(least::add);
        Target os = device.os(least, availability);
        Workload plain = Workload.of(subject.function(), subject.index(), forms, subject.encoding());
        boolean main = subject.function().name().equals(subject.index().functions().getFirst());
        Workload work = main ? plain.withCodes(codes) : plain;
        Prediction free = Predictor.shared().predict(work, device, os, units);
        Optional<MeasuredPlan> plan = Optional.ofNullable(measured.get(device.name()));
        Optional<Match> match = plan.map(known -> Match.of(known, subject.function()))
                .filter(found -> plan.get().refusal(found, units).isEmpty());
        if (match.isEmpty()) {
            return new Forecast(free, Predictor.shared().predict(plain.dense(), device, os, units), Optional.empty());
        }
        Map<String, Unit> placed = match.get().units();
        Prediction result = Predictor.shared().predict(work, device, os, units, placed);
        boolean same = plan.get().hasWeights(subject.weightBytes(forms), subject.index().weights().size());
        return new Forecast(
                result,
                Predictor.shared().predict(plain.dense(), device, os, units, placed),
                Optional.of(MeasuredResult.of(plan.get(), match.get(), free, result, same)));
    }
}
