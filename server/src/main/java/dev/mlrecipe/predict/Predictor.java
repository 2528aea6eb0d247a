package dev.mlrecipe.predict;

import dev.mlrecipe.availability.Target;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Predicts where the operations of a program run on a device, what they take, and how much memory the weights need.
 * Pure; safe for concurrent use. Power is not predicted: nobody publishes figures to hold a prediction against.
 */
public final class Predictor {
    private final Devices devices;
    private final PlacementRules rules;
    private final Constants constants;

    private Predictor(Devices devices, PlacementRules rules, Constants constants) {
        this.devices = devices;
        this.rules = rules;
        this.constants = constants;
    }

    /** The predictor with the data that belongs to the product. */
    public static Predictor load() {
        return new Predictor(Devices.load(), PlacementRules.load(), Constants.load());
    }

    /** One for all who only predict; read when it is first asked for, since most runs never ask. */
    public static Predictor shared() {
        return Shared.PREDICTOR;
    }

    private static final class Shared {
        private static final Predictor PREDICTOR = load();
    }

    /** The same predictor with other constants, for fitting them. */
    public Predictor with(Constants other) {
        return new Predictor(devices, rules, other);
    }

    /** The devices that it knows. */
    public Devices devices() {
        return devices;
    }

    /** The constants that it uses. */
    public Constants constants() {
        return constants;
    }

    /**
     * Predicts only the milliseconds of one run, as a function of the model's constants.
     *
     * @return gives the same as {@link #predict} of a predictor with these constants
     */
    public ToDoubleFunction<Constants> latency(
            Workload workload, Device device, Target os, ComputeUnits computeUnits) {
        Program program =
                Program.of(workload, new Storage(device.chip(), os.specification(), devices), rules, Map.of());
        return other -> Placement.quickest(
                        program, computeUnits, new CostModel(device.chip(), os.specification(), devices, other))
                .timeline()
                .total();
    }

    /**
     * Predicts one program on one device.
     *
     * @param os its system; only its Core ML specification counts
     * @param computeUnits what the program may use
     */
    public Prediction predict(Workload workload, Device device, Target os, ComputeUnits computeUnits) {
        return predict(workload, device, os, computeUnits, Map.of());
    }

    /**
     * The same where it is known of some operations where they run.
     *
     * @param placed units by name of the operation; those that the device or {@code computeUnits} lacks do not count
     */
    public Prediction predict(
            Workload workload, Device device, Target os, ComputeUnits computeUnits, Map<String, Unit> placed) {
        Map<String, Unit> possible = new HashMap<>(placed);
        possible.values()
                .removeIf(unit -> !computeUnits.has(unit) || device.chip().engine(unit).isEmpty());
        Storage storage = new Storage(device.chip(), os.specification(), devices);
        CostModel model = new CostModel(device.chip(), os.specification(), devices, constants);
        Program program = Program.of(workload, storage, rules, possible);
        Placement placement = Placement.quickest(program, computeUnits, model);
        Map<Work, OpPrediction> layers = layers(program, placement, computeUnits);
        List<OpPrediction> inOrder = workload.work().stream().map(layers::get).toList();
        double total = placement.timeline().total();
        Confidence confidence =
                workload.network() ? Confidence.LOW : confidence(placement, inOrder, total, model);
        double factor = constants.range(confidence);
        return new Prediction(
                workload.function(),
                device,
                os,
                computeUnits,
                new Prediction.Range(total, total / factor, total * factor, confidence),
                bound(placement.timeline()),
                memory(program, placement),
                inOrder,
                workload.flexible(),
                notes(workload, os));
    }

    private static Map<Work, OpPrediction> layers(
            Program program, Placement placement, ComputeUnits computeUnits) {
        Map<Work, Support> supports = new IdentityHashMap<>();
        for (int i = 0; i < program.supports().size(); i++) {
            supports.put(program.workload().work().get(i), program.supports().get(i));
        }
        Map<Work, OpPrediction> layers = new IdentityHashMap<>();
        for (int i = 0; i < program.kernels().size(); i++) {
            Timeline.Step step = placement.timeline().steps().get(i);
            Kernel kernel = program.kernels().get(i);
            for (Work work : kernel.work()) {
                boolean main = work == kernel.main();
                Support support = supports.get(work);
                Reason reason = reason(support, step.unit(), placement.moved().get(i), computeUnits);
                layers.put(work, new OpPrediction(
                        work.op(),
                        work.type(),
                        step.unit(),
                        support.units().stream().sorted().toList(),
                        main ? step.ms() : 0,
                        step.bound(),
                        main ? words(kernel, reason) : "runs as part of " + kernel.main().op() + "; " + reason.rule(),
                        reason.confidence(),
                        work.weights().stream().mapToLong(w -> program.storage().residentBytes(w, step.unit())).sum()));
            }
        }
        return layers;
    }

    private static String words(Kernel kernel, Reason reason) {
        return kernel.int8() ? reason.rule() + "; multiplies 8-bit integers" : reason.rule();
    }

    private record Reason(String rule, Confidence confidence) {}

    private static Reason reason(Support support, Unit unit, boolean moved, ComputeUnits computeUnits) {
        if (unit == Unit.NEURAL_ENGINE) {
            return new Reason(support.rule(), support.confidence());
        }
        if (!computeUnits.has(Unit.NEURAL_ENGINE)) {
            return new Reason("compute_units: " + computeUnits.word(), Confidence.HIGH);
        }
        if (moved) {
            return new Reason(
                    "too short a run of operations for a change of units: joins its neighbours", Confidence.MEDIUM);
        }
        if (!support.units().contains(Unit.NEURAL_ENGINE)) {
            return new Reason(support.rule(), support.confidence());
        }
        return new Reason("the whole program is predicted to be quicker on the " + unit.title(), Confidence.LOW);
    }

    /** The least trusted of the figures behind the units and of the placement of what takes a tenth of the time. */
    private static Confidence confidence(
            Placement placement, List<OpPrediction> layers, double total, CostModel model) {
        Confidence confidence = Confidence.HIGH;
        Map<Unit, Double> times = new EnumMap<>(Unit.class);
        Map<Confidence, Double> placed = new EnumMap<>(Confidence.class);
        for (OpPrediction layer : layers) {
            times.merge(layer.unit(), layer.ms(), Double::sum);
            placed.merge(layer.confidence(), layer.ms(), Double::sum);
        }
        for (Unit unit : placement.used()) {
            if (times.getOrDefault(unit, 0.0) > 0.1 * total) {
                confidence = confidence.and(unit == Unit.NEURAL_ENGINE
                        ? calibrated(model)
                        : unit == Unit.GPU ? Confidence.MEDIUM.and(model.confidence(unit)) : Confidence.LOW);
            }
        }
        return placed.getOrDefault(Confidence.LOW, 0.0) > 0.1 * total ? Confidence.LOW : confidence;
    }

    private static Confidence calibrated(CostModel model) {
        return model.chip().calibrated() ? Confidence.HIGH : Confidence.MEDIUM.and(model.confidence(Unit.NEURAL_ENGINE));
    }

    private static Bound bound(Timeline timeline) {
        Map<Bound, Double> times = new EnumMap<>(Bound.class);
        times.put(Bound.DISPATCH, timeline.dispatch());
        timeline.steps().forEach(step -> times.merge(step.bound(), step.ms(), Double::sum));
        return times.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Bound.DISPATCH);
    }

    /** Every stored weight once; one that several units read lies there in the largest of their forms. */
    private static long memory(Program program, Placement placement) {
        Map<Integer, Long> bytes = new HashMap<>();
        for (int i = 0; i < program.kernels().size(); i++) {
            Unit unit = placement.units().get(i);
            for (StoredWeight weight : program.kernels().get(i).weights()) {
                bytes.merge(weight.id(), program.storage().residentBytes(weight, unit), Math::max);
            }
        }
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private List<String> notes(Workload workload, Target os) {
        List<String> notes = new ArrayList<>();
        workload.open().forEach(input -> notes.add("input " + input.words() + ", which all of this holds for only"));
        long unknown = workload.work().stream().filter(work -> !work.known()).count();
        if (unknown > 0) {
            notes.add(unknown + " operations have dimensions that the program leaves open, counted as 1");
        }
        Set<String> types = new HashSet<>();
        workload.work().stream()
                .filter(work -> !rules.knows(work.operation()))
                .map(Work::type)
                .forEach(types::add);
        if (!types.isEmpty()) {
            notes.add("nothing is known of " + String.join(", ", types.stream().sorted().toList())
                    + ": taken as not for the Neural Engine");
        }
        boolean compressed = workload.work().stream()
                .flatMap(work -> work.weights().stream())
                .anyMatch(weight -> !weight.kinds().isEmpty());
        if (compressed && os.specification() < 8) {
            notes.add(os.word() + " expands compressed weights when it loads the model: the file is smaller, nothing else");
        }
        if (workload.network()) {
            notes.add("layers of neural networks are judged as the operations of ML programs that do the same; nothing is"
                    + " published to check that");
            notes.add("Core ML expands the weights of neural networks when it loads the model: the file is smaller, nothing"
                    + " else");
        }
        return notes;
    }
}
