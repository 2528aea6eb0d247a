package dev.mlrecipe.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.graph.OpenInput;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.testing.Repository;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Placement, cost and memory. How far off the numbers are is measured by {@code bench/predictor}. */
class PredictorTest {
    private static final Predictor PREDICTOR = Predictor.load();

    @Test
    void resNetOnAPhone() throws IOException {
        Workload resnet = workload(Shared.folder("models/seed/resnet50_iOS18.mlpackage"));
        Prediction prediction = predict(resnet, "iPhone 14 Pro", "iOS18", ComputeUnits.ALL);
        // Apple publishes 1.52 ms.
        assertTrue(prediction.latency().low() < 1.52 && 1.52 < prediction.latency().high(), prediction.latency() + "");
        assertEquals(Confidence.HIGH, prediction.latency().confidence());
        assertTrue(prediction.layers().stream().allMatch(layer -> layer.unit() == Unit.NEURAL_ENGINE));
        double sum = prediction.layers().stream().mapToDouble(OpPrediction::ms).sum();
        assertEquals(prediction.latency().value(), sum + PREDICTOR.constants().get("dispatch_ms"), 1e-9);
        OpPrediction relu = prediction.layers().stream().filter(l -> l.type().equals("relu")).findFirst().orElseThrow();
        assertEquals(0, relu.ms());
        assertTrue(relu.rule().startsWith("runs as part of "), relu.rule());
    }

    @Test
    void smallerWeightsHelpFromIos17OnAndOnlySaveSpaceBefore() throws IOException {
        Workload dense = workload(Shared.folder("models/seed/resnet50_iOS18.mlpackage"));
        Workload tables = with(dense, weight -> table(weight, 4, 1));
        Prediction before = predict(dense, "iPhone 14 Pro", "iOS17", ComputeUnits.ALL);
        Prediction after = predict(tables, "iPhone 14 Pro", "iOS17", ComputeUnits.ALL);
        assertTrue(after.latency().value() < before.latency().value());
        assertEquals(4.0, (double) before.weightMemory() / after.weightMemory(), 0.1);
        Prediction old = predict(tables, "iPhone 14 Pro", "iOS16", ComputeUnits.ALL);
        assertEquals(before.latency().value(), old.latency().value(), 1e-9);
        assertEquals(before.weightMemory(), old.weightMemory());
        assertTrue(old.notes().toString().contains("expands compressed weights"), old.notes().toString());
    }

    @Test
    void smallerGroupsOfTablesAreDearer() throws IOException {
        Workload dense = workload(Shared.folder("models/seed/resnet50_iOS18.mlpackage"));
        double last = 0;
        for (int group : new int[] {16, 8, 4, 2, 1}) {
            Workload grouped = with(dense, weight -> table(weight, 4, weight.shape().get(0) / group));
            double latency = predict(grouped, "iPhone 15 Pro", "iOS18", ComputeUnits.ALL).latency().value();
            assertTrue(latency > last, "group " + group + ": " + latency + " after " + last);
            last = latency;
        }
    }

    @Test
    void quantizedActivationsMoveHalfTheBytes() throws IOException {
        Path models = Repository.path("server/src/test/resources/goldens/w8a8");
        Workload quantized = workload(models.resolve("w8a8_ios17_fp16_sym_int8.mlpackage"));
        Work conv = quantized.work().stream()
                .filter(work -> work.type().equals("conv") && work.inputs().get(0).dtype().equals("int8"))
                .findFirst()
                .orElseThrow();
        assertTrue(conv.weights().stream().anyMatch(StoredWeight::integer));
        Prediction prediction = predict(quantized, "iPhone 15 Pro", "iOS17", ComputeUnits.CPU_AND_NE);
        assertTrue(prediction.latency().value() > 0);
    }

    @Test
    void whatTheRecipeForbidsIsNotUsed() throws IOException {
        Workload resnet = workload(Shared.folder("models/seed/resnet50_iOS18.mlpackage"));
        Prediction prediction = predict(resnet, "iPhone 14 Pro", "iOS18", ComputeUnits.CPU_ONLY);
        assertTrue(prediction.layers().stream().allMatch(layer -> layer.unit() == Unit.CPU));
        assertTrue(prediction.layers().get(0).rule().contains("compute_units: cpu_only"));
        assertTrue(prediction.layers().get(0).supported().contains(Unit.NEURAL_ENGINE));
    }

    @Test
    void float32AndOpenShapesKeepOffTheNeuralEngine() {
        Workload single = conv("float32", false);
        OpPrediction layer = predict(single, "iPhone 15", "iOS17", ComputeUnits.ALL).layers().get(0);
        assertFalse(layer.supported().contains(Unit.NEURAL_ENGINE));
        assertTrue(layer.rule().contains("float32"), layer.rule());
        Prediction open = predict(conv("float16", true), "iPhone 15", "iOS17", ComputeUnits.ALL);
        assertFalse(open.layers().get(0).supported().contains(Unit.NEURAL_ENGINE));
        assertEquals(
                "input x is open (1 to 8 x 64 x 56 x 56): taken as 1 x 64 x 56 x 56, which all of this holds for only",
                open.notes().getFirst());
        assertTrue(predict(conv("float16", false), "iPhone 15", "iOS17", ComputeUnits.ALL)
                .layers()
                .get(0)
                .supported()
                .contains(Unit.NEURAL_ENGINE));
    }

    @Test
    void aRunThatIsShorterThanAChangeOfUnitsJoinsItsNeighbours() {
        ValueFacts x = new ValueFacts("x", List.of(1L, 64L, 8L), "float16");
        List<Work> work = new ArrayList<>();
        ValueFacts from = x;
        for (String type : List.of("lstm", "softmax", "lstm")) {
            ValueFacts to = new ValueFacts("v" + work.size(), x.shape(), "float16");
            work.add(new Work(to.name(), type, List.of(from), List.of(to), 0, List.of(), true));
            from = to;
        }
        OpPrediction between = predict(
                        new Workload("main", work, List.of()), "iPhone 15 Pro", "iOS18", ComputeUnits.ALL)
                .layers()
                .get(1);
        assertTrue(between.supported().contains(Unit.NEURAL_ENGINE));
        assertEquals(Unit.CPU, between.unit());
        // Whether it joins, or the whole program is laid out on the CPU at once: the decision names its rule.
        assertTrue(between.rule().contains("joins its neighbours") || between.rule().contains("whole program"), between.rule());
        OpPrediction forced = PREDICTOR.predict(
                        new Workload("main", work, List.of()),
                        PREDICTOR.devices().find("iPhone 15 Pro").orElseThrow(),
                        target("iOS18"),
                        ComputeUnits.CPU_AND_NE,
                        Map.of("v1", Unit.NEURAL_ENGINE))
                .layers()
                .get(1);
        assertEquals(Unit.NEURAL_ENGINE, forced.unit(), "what is measured stays");
    }

    @Test
    void float32TakesAsLongAsTheUnitsRateForIt() {
        Device old = PREDICTOR.devices().find("iPhone 12").orElseThrow();
        double half = old.chip().engine(Unit.GPU).orElseThrow().ceiling(true)
                / old.chip().engine(Unit.GPU).orElseThrow().ceiling(false);
        assertEquals(0.5, half, 0.01, "A14's GPU does half as many float32 operations");
        double single = predict(conv("float32", false), "iPhone 12", "iOS17", ComputeUnits.CPU_AND_GPU).latency().value();
        double narrow = predict(conv("float16", false), "iPhone 12", "iOS17", ComputeUnits.CPU_AND_GPU).latency().value();
        assertTrue(single > narrow, single + " against " + narrow);
    }

    @Test
    void anUnknownOperationFallsBackAndIsSaid() {
        ValueFacts x = new ValueFacts("x", List.of(1L, 8L), "float16");
        ValueFacts y = new ValueFacts("y", List.of(1L, 8L), "float16");
        Workload odd = new Workload(
                "main", List.of(new Work("y", "hyperconv", List.of(x), List.of(y), 0, List.of(), true)), List.of());
        Prediction prediction = predict(odd, "iPhone 15 Pro", "iOS17", ComputeUnits.ALL);
        assertTrue(prediction.notes().toString().contains("hyperconv"), prediction.notes().toString());
        assertEquals(Confidence.LOW, prediction.layers().get(0).confidence());
        assertTrue(prediction.latency().high() > prediction.latency().value());
    }

    @Test
    void aProgramWithoutOperationsTakesNothingButItsDispatch() {
        Prediction prediction =
                predict(new Workload("main", List.of(), List.of()), "iPhone 15 Pro", "iOS17", ComputeUnits.ALL);
        assertEquals(0, prediction.weightMemory());
        assertEquals(0, prediction.latency().value());
    }

    @Test
    void macsReadBlocksOnTheGpu() {
        Devices devices = PREDICTOR.devices();
        Chip chip = devices.find("MacBook Pro M1 Max").orElseThrow().chip();
        assertEquals(Streaming.Gain.TIME, devices.gain(Unit.GPU, chip, 9, Set.of(Kind.BLOCK)).orElseThrow());
        assertEquals(Streaming.Gain.MEMORY, devices.gain(Unit.GPU, chip, 9, Set.of(Kind.TABLE)).orElseThrow());
        assertTrue(devices.gain(Unit.NEURAL_ENGINE, chip, 9, Set.of(Kind.BLOCK)).isEmpty());
        assertTrue(devices.gain(Unit.NEURAL_ENGINE, chip, 7, Set.of(Kind.TABLE)).isEmpty());
    }

    private static Workload conv(String dtype, boolean flexible) {
        ValueFacts x = new ValueFacts("x", List.of(1L, 64L, 56L, 56L), dtype);
        ValueFacts y = new ValueFacts("y", List.of(1L, 64L, 56L, 56L), dtype);
        StoredWeight weight = new StoredWeight(0, "weight", List.of(64L, 64L, 3L, 3L), Set.of(), 73728, 1, 0, false);
        return new Workload(
                "main",
                List.of(new Work("y", "conv", List.of(x), List.of(y), 115_605_504L, List.of(weight), true)),
                flexible ? List.of(new OpenInput("x", x.shape(), "1 to 8 x 64 x 56 x 56")) : List.of());
    }

    private static StoredWeight table(StoredWeight weight, int bits, long tables) {
        if (weight.shape().size() < 2) {
            return weight;
        }
        Set<Kind> kinds = Set.of(tables > 1 ? Kind.GROUPED_TABLE : Kind.TABLE);
        long bytes = weight.elements() * bits / 8 + tables * (2L << bits);
        return new StoredWeight(weight.id(), weight.input(), weight.shape(), kinds, bytes, 1, tables, false);
    }

    private static Workload with(Workload workload, UnaryOperator<StoredWeight> change) {
        return new Workload(
                workload.function(),
                workload.work().stream()
                        .map(work -> work.with(work.weights().stream().map(change).toList()))
                        .toList(),
                workload.open());
    }

    private static Workload workload(Path model) throws IOException {
        try (CoreMlModel open = CoreMlModels.open(model)) {
            return Workload.of(
                    open.functions().get(0), open.index(), Map.of(), open.encoding(open.index().opset().orElseThrow()));
        }
    }

    private static Prediction predict(Workload workload, String device, String os, ComputeUnits units) {
        return PREDICTOR.predict(workload, PREDICTOR.devices().find(device).orElseThrow(), target(os), units);
    }

    private static Target target(String os) {
        return Availability.load().platforms().stream()
                .flatMap(platform -> platform.targets().stream())
                .filter(t -> t.word().equals(os))
                .findFirst()
                .orElseThrow();
    }
}
