package dev.mlrecipe.coreml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing what was read: nothing changes but the order of maps and blobs. */
class RoundTripTest {
    @TempDir
    Path folder;

    static List<Path> packages() throws IOException {
        return Goldens.packages();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void anEmptyEditChangesNothing(Path file) throws IOException {
        Path written = folder.resolve("written.mlpackage");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            model.write(written, edit(model, Map.of()));
        }
        assertSameModel(file, written);
        assertEquals(Packages.files(file).keySet(), Packages.files(written).keySet());
        assertEquals(Files.size(Packages.weightFile(file)), Files.size(Packages.weightFile(written)));
        assertEquals(
                Packages.files(file).get("Manifest.json"), Packages.files(written).get("Manifest.json"));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyFormThatWasReadCanBeEncodedAgain(Path file) throws IOException {
        Path written = folder.resolve("written.mlpackage");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            model.write(written, edit(model, all(model)));
            assertSameWeights(model, written);
        }
        assertTrue(
                Files.size(Packages.weightFile(written)) <= Files.size(Packages.weightFile(file)),
                "shared blobs are written once");
    }

    @Test
    void equalInputGivesEqualBytes() throws IOException {
        Path file = Goldens.golden("mixed_levels");
        Map<String, ByteString> first = written(file, "first");
        assertEquals(first, written(file, "second"));
        assertEquals(first, written(folder.resolve("first"), "third"), "writing again settles");
    }

    private Map<String, ByteString> written(Path file, String name) throws IOException {
        Path written = folder.resolve(name);
        try (CoreMlModel model = CoreMlModels.open(file)) {
            model.write(written, edit(model, all(model)));
        }
        return Packages.files(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/digitnet/DigitNet_iOS15.mlpackage",
                "models/minilm/minilm_iOS18.mlpackage",
                "models/real/basic_pitch_nmp.mlpackage",
                "models/real/DTLN_AEC_128_Part1.mlpackage",
                "models/seed/mobilenetv3s_iOS17.mlpackage"
            })
    void modelsOfOthersSurvive(String name) throws IOException {
        Path file = Shared.folder(name);
        Path written = folder.resolve("written.mlpackage");
        Path encoded = folder.resolve("encoded.mlpackage");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            assertTrue(model.index().weights().size() > 3, "weights");
            model.write(written, edit(model, Map.of()));
            assertSameModel(file, written);
            model.write(encoded, edit(model, all(model)));
            assertSameModel(file, encoded);
        }
    }

    private static void assertSameModel(Path expected, Path actual) throws IOException {
        assertTrue(Packages.resolved(expected).equals(Packages.resolved(actual)), "programs of " + expected + " differ");
    }

    private static CoreMlModel.Edit edit(CoreMlModel model, Map<Integer, Representation> weights) {
        return new CoreMlModel.Edit(weights, Map.of(), model.index().opset().orElseThrow());
    }

    private static Map<Integer, Representation> all(CoreMlModel model) {
        Map<Integer, Representation> weights = new HashMap<>();
        model.index().weights().forEach(weight -> weights.put(weight.id(), weight.stored()));
        return weights;
    }

    private static void assertSameWeights(CoreMlModel model, Path written) throws IOException {
        Encoding encoding = model.encoding(model.index().opset().orElseThrow());
        try (CoreMlModel again = CoreMlModels.open(written)) {
            assertEquals(model.index().weights().size(), again.index().weights().size());
            for (Weight weight : model.index().weights()) {
                Weight other = again.index().weights().get(weight.id());
                assertEquals(weight.name(), other.name());
                assertEquals(weight.constNames(), other.constNames());
                assertEquals(weight.consumers(), other.consumers());
                assertEquals(encoding.formName(weight.stored()), encoding.formName(other.stored()));
                assertEquals(encoding.storedBytes(weight.stored()), encoding.storedBytes(other.stored()));
                assertEquals(Decoder.sha256(weight.stored()), Decoder.sha256(other.stored()), weight.name());
            }
        }
    }
}
