package dev.mlrecipe.technique;

import static dev.mlrecipe.coreml.neural.Networks.innerProduct;
import static dev.mlrecipe.coreml.neural.Networks.model;
import static dev.mlrecipe.coreml.neural.Networks.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.technique.cast.Float16Technique;
import dev.mlrecipe.technique.palettize.PalettizeTechnique;
import dev.mlrecipe.technique.quantize.QuantizeTechnique;
import dev.mlrecipe.testing.FormText;
import dev.mlrecipe.testing.MemoryWorkbench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way to compress a network's weight, on weights of all kinds, stored as float32 and as float16: a form that the
 * format has, of exactly the size that was planned, or a reason.
 */
class NetworkTechniquesTest {
    @TempDir
    static Path folder;

    private record NetworkWay(String title, Technique technique, Map<String, Object> options) {}

    private static List<NetworkWay> ways() {
        List<NetworkWay> ways = new ArrayList<>();
        ways.add(new NetworkWay("float16", new Float16Technique(), Map.of()));
        for (int bits = 1; bits <= 8; bits++) {
            ways.add(new NetworkWay(
                    "linear " + bits, new QuantizeTechnique(), Map.of("mode", "linear", "dtype", "uint" + bits)));
            ways.add(new NetworkWay("symmetric " + bits, new QuantizeTechnique(), Map.of("dtype", "uint" + bits)));
            ways.add(new NetworkWay("table " + bits, new PalettizeTechnique(), Map.of("nbits", (long) bits)));
            ways.add(new NetworkWay(
                    "uniform " + bits, new PalettizeTechnique(), Map.of("mode", "uniform", "nbits", (long) bits)));
        }
        ways.add(new NetworkWay(
                "one scale", new QuantizeTechnique(), Map.of("granularity", "per_tensor", "scale_search", "mse")));
        ways.add(new NetworkWay("unique", new PalettizeTechnique(), Map.of("mode", "unique")));
        return ways;
    }

    @TestFactory
    Stream<DynamicTest> everyWeightGetsAFormOfTheFormatOrAReason() {
        long seed = Long.getLong("mlrecipe.seed", System.nanoTime());
        System.out.println("NetworkTechniquesTest: -Dmlrecipe.seed=" + seed);
        Map<String, Dense> weights = OddWeights.weights(seed);
        return ways().stream().map(way -> dynamicTest(way.title, () -> {
            try (CoreMlModel network = CoreMlModels.open(write(folder, model(innerProduct("fc", 2, 2))))) {
                for (Map.Entry<String, Dense> weight : weights.entrySet()) {
                    Dense dense = weight.getValue();
                    Representation stored =
                            dense.type() == DataType.FLOAT16 ? new Cast(dense.values()) : dense;
                    String what = way.title + ", " + weight.getKey() + " " + dense.shape() + ", seed " + seed;
                    for (ChannelAxes axes : List.of(new ChannelAxes(0, 1), new ChannelAxes(1, 0))) {
                        check(way, stored, axes, network.encoding(Opset.COREML6), what);
                    }
                }
            }
        }));
    }

    private static void check(
            NetworkWay way, Representation stored, ChannelAxes axes, Encoding encoding, String what)
            throws IOException {
        Subject subject = new Subject(
                "fc.weights", "innerProduct", "weights", Optional.of(axes), stored, Opset.COREML6, false, false,
                ModelKind.NEURAL_NETWORK);
        Options options = Options.of(way.technique.options(), way.options);
        assertEquals(List.of(), way.technique.check(options));
        Proposal proposal = way.technique.propose(subject, options);
        Outcome outcome = way.technique.compress(subject, options, new MemoryWorkbench());
        if (outcome instanceof Outcome.Declined declined) {
            assertFalse(declined.reason().isEmpty(), what);
            return;
        }
        Outcome.Compressed compressed = (Outcome.Compressed) outcome;
        Representation form = compressed.form();
        assertEquals(DataType.FLOAT32, form.type(), what);
        assertEquals(stored.shape(), form.shape(), what);
        assertEquals(Optional.empty(), encoding.illegal(form), what);
        Proposal.Form planned = (Proposal.Form) proposal;
        if (planned.basis() == Proposal.Basis.EXACT) {
            assertEquals(FormText.of(planned.form()), FormText.of(form), what);
        }
        ErrorSums.Result measured = ErrorSums.between(stored, form, () -> {});
        assertTrue(Double.isFinite(measured.mse()), what + ": " + measured);
        compressed.error().ifPresent(said -> assertEquals(measured.mse(), said.mse(), 1e-9 * measured.mse(), what));
        if (way.title.equals("unique")) {
            assertEquals(0, measured.mse(), what);
        }
    }
}
