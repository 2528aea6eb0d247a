package dev.mlrecipe.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.neural.GoldenNetworks;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.testing.FormSignature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every network that coremltools quantized is made by a recipe of ours, whole: the same kinds, bits and bytes for every
 * weight, and no greater error. Only where coremltools made a weight larger, ours stays as it is and says so.
 */
class NetworkConformanceTest {
    /** The ways of coremltools by the end of a golden's name, in our words. */
    private static final Map<String, String> WAYS = Map.of(
            "fp16", "{config_type: OpFloat16Config}",
            "lin1", "{config_type: OpLinearQuantizerConfig, mode: linear, dtype: uint1, weight_threshold: 0}",
            "lin4", "{config_type: OpLinearQuantizerConfig, mode: linear, dtype: uint4, weight_threshold: 0}",
            "lin8", "{config_type: OpLinearQuantizerConfig, mode: linear, dtype: uint8, weight_threshold: 0}",
            "sym8", "{config_type: OpLinearQuantizerConfig, dtype: int8, weight_threshold: 0}",
            "kmeans4", "{config_type: OpPalettizerConfig, nbits: 4, weight_threshold: 0}",
            "kmeans8", "{config_type: OpPalettizerConfig, nbits: 8, weight_threshold: 0}",
            "linlut6", "{config_type: OpPalettizerConfig, mode: uniform, nbits: 6, weight_threshold: 0}");

    @TempDir
    Path folder;

    static List<String> quantized() throws IOException {
        return GoldenNetworks.names().stream().filter(name -> name.contains("_")).toList();
    }

    @Test
    void everyGoldenHasAWay() throws IOException {
        assertEquals(14, quantized().size());
        quantized().forEach(name -> assertTrue(WAYS.containsKey(way(name)), name));
    }

    private static String way(String golden) {
        return golden.substring(golden.indexOf('_') + 1);
    }

    private static Map<String, Weight> weights(CoreMlModel model) {
        Map<String, Weight> weights = new TreeMap<>();
        model.index().weights().forEach(weight -> weights.put(weight.name(), weight));
        return weights;
    }

    @ParameterizedTest
    @MethodSource("quantized")
    void sameKindsBitsAndBytesAndNoGreaterError(String name) throws IOException {
        Path base = GoldenNetworks.file(name.substring(0, name.indexOf('_')));
        NetworkRun run = NetworkRun.of(base, folder, name, "global_config: " + WAYS.get(way(name)) + "\n", 2);
        try (CoreMlModel original = CoreMlModels.open(base);
                CoreMlModel golden = CoreMlModels.open(GoldenNetworks.file(name));
                CoreMlModel ours = CoreMlModels.open(run.output())) {
            assertEquals(golden.index().specificationVersion(), ours.index().specificationVersion());
            Encoding encoding = ours.encoding(Opset.COREML6);
            Map<String, Weight> inputs = weights(original);
            Map<String, Weight> outputs = weights(ours);
            for (Map.Entry<String, Weight> entry : weights(golden).entrySet()) {
                String what = name + ", " + entry.getKey();
                Representation input = inputs.get(entry.getKey()).stored();
                Representation theirs = entry.getValue().stored();
                Representation mine = outputs.get(entry.getKey()).stored();
                LayerResult layer = run.layer(entry.getKey());
                if (FormSignature.of(theirs).equals(FormSignature.of(input))) {
                    continue;
                }
                if (encoding.storedBytes(theirs) >= encoding.storedBytes(input)) {
                    assertEquals(FormSignature.of(input), FormSignature.of(mine), what);
                    assertTrue(layer.reason().orElseThrow().contains("would take"), what + layer.reason());
                    continue;
                }
                assertEquals(FormSignature.of(theirs), FormSignature.of(mine), what);
                assertEquals(encoding.storedBytes(theirs), encoding.storedBytes(mine), what);
                double error = ErrorSums.between(input, mine, () -> {}).mse();
                double theirError = ErrorSums.between(input, theirs, () -> {}).mse();
                assertTrue(error <= theirError * (1 + 1e-9), what + ": " + error + " > " + theirError);
                assertEquals(error, layer.mse().getAsDouble(), 1e-15, what);
                // coremltools folds the last scale into fc1; scales of everything else are bit for bit the same.
                if (mine instanceof Linear linear && !entry.getKey().startsWith("fc1.")) {
                    Linear reference = (Linear) theirs;
                    assertArrayEquals(
                            reference.scale().bytes().toArray(), linear.scale().bytes().toArray(), what);
                    assertArrayEquals(
                            reference.bias().orElseThrow().bytes().toArray(),
                            linear.bias().orElseThrow().bytes().toArray(),
                            what);
                }
            }
        }
    }
}
