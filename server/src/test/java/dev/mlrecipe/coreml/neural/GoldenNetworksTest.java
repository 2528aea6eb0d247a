package dev.mlrecipe.coreml.neural;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Decompression;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.LookupTable;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What coremltools stored is read back: every weight, its form, its size and its values; and written as it was. */
class GoldenNetworksTest {
    @TempDir
    Path folder;

    static List<String> names() throws IOException {
        return GoldenNetworks.names();
    }

    @Test
    void goldensAreThere() throws IOException {
        assertEquals(16, names().size());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyWeightIsReadWithItsFormSizeAndValues(String name) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(GoldenNetworks.file(name))) {
            Map<String, Weight> found = new TreeMap<>();
            model.index().weights().forEach(weight -> found.put(weight.name(), weight));
            for (Map.Entry<String, JsonNode> entry : GoldenNetworks.weights(name).entrySet()) {
                Weight weight = found.remove(entry.getKey());
                assertNotNull(weight, () -> entry.getKey() + " is not among " + found.keySet());
                JsonNode facts = entry.getValue();
                Representation form = weight.stored();
                String what = name + ", " + entry.getKey();
                assertEquals(facts.get("kind").asText(), kind(form), what);
                assertEquals(facts.get("bytes").asLong(), values(form).size(), what);
                if (facts.has("nbits")) {
                    assertEquals(facts.get("nbits").asInt(), values(form).type().bits(), what);
                }
                if (form instanceof Linear linear) {
                    assertEquals(facts.get("n_scales").asLong(), linear.scale().elements(), what);
                }
                assertEquals(sha(facts), Decoder.sha256(form), what);
            }
            assertEquals(Set.of(), found.keySet(), "weights that nobody expects");
        }
    }

    private static String sha(JsonNode facts) {
        return facts.get(facts.has("sha256_f32") ? "sha256_f32" : "sha256_coremltools_dequant_f32").asText();
    }

    private static String kind(Representation form) {
        return switch (form) {
            case Dense dense -> "float32";
            case Cast cast -> "float16";
            case Linear linear -> "linear";
            case LookupTable table -> "lut";
            default -> form.toString();
        };
    }

    private static Tensor values(Representation form) {
        return switch (form) {
            case Dense dense -> dense.values();
            case Cast cast -> cast.values();
            case Linear linear -> linear.codes();
            case LookupTable table -> table.indices();
            default -> throw new AssertionError(form);
        };
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyWeightIsWrittenByteForByteAsItWas(String name) throws IOException {
        Path file = GoldenNetworks.file(name);
        Path copy = folder.resolve("copy.mlmodel");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Map<Integer, Representation> same = new HashMap<>();
            model.index().weights().forEach(weight -> same.put(weight.id(), weight.stored()));
            model.write(copy, new CoreMlModel.Edit(same, Map.of(), Opset.COREML6));
        }
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(copy));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aDecompressedNetworkHasTheSameValuesAsFloat32(String name) throws IOException {
        Path dense = folder.resolve("dense.mlmodel");
        try (CoreMlModel model = CoreMlModels.open(GoldenNetworks.file(name))) {
            model.write(dense, Decompression.of(model, MemoryTensorWriter::new, () -> {}));
            try (CoreMlModel expanded = CoreMlModels.open(dense)) {
                for (Weight weight : model.index().weights()) {
                    Weight other = expanded.index().weights().get(weight.id());
                    assertEquals(weight.name(), other.name());
                    assertEquals("float32", kind(other.stored()), other.name());
                    assertEquals(Decoder.sha256(weight.stored()), Decoder.sha256(other.stored()), other.name());
                }
            }
        }
    }
}
