package dev.mlrecipe.coreml;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mlrecipe.coreml.raise.Indices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Whatever a package holds, opening and copying it gives a model or a {@link ModelException}. The inputs in the test
 * resources run with every build; {@code JAZZER_FUZZ=1} looks for new ones.
 *
 * <p>An input is the size of the weight file (two bytes, big endian), the weight file, and the model file.
 */
class PackageFuzzTest {
    private static final String MANIFEST =
            """
            {"fileFormatVersion": "1.0.0", "rootModelIdentifier": "M", "itemInfoEntries": {
             "M": {"path": "c/model.mlmodel", "name": "model.mlmodel", "author": "c", "description": ""},
             "W": {"path": "c/weights", "name": "weights", "author": "c", "description": ""}}}
            """;

    @FuzzTest(maxDuration = "1m")
    void openingGivesAModelOrAModelException(byte[] data) throws IOException {
        if (data.length < 2) {
            return;
        }
        int size = (data[0] & 0xff) << 8 | data[1] & 0xff;
        int split = Math.min(2 + size, data.length);
        byte[] weights = Arrays.copyOfRange(data, 2, split);
        byte[] model = Arrays.copyOfRange(data, split, data.length);
        Path folder = Files.createTempDirectory("fuzz");
        try {
            openAndCopy(folder, model, weights);
        } finally {
            Packages.delete(folder);
        }
    }

    private static void openAndCopy(Path folder, byte[] model, byte[] weights) throws IOException {
        Path file = folder.resolve("m.mlpackage");
        Files.createDirectories(file.resolve("Data/c/weights"));
        Files.writeString(file.resolve("Manifest.json"), MANIFEST);
        Files.write(file.resolve("Data/c/model.mlmodel"), model);
        Files.write(file.resolve("Data/c/weights/weight.bin"), weights);
        try (CoreMlModel opened = CoreMlModels.open(file)) {
            opened.functions();
            opened.fingerprint();
            Opset opset = opened.index().opset().orElse(Opset.COREML5);
            Encoding encoding = opened.encoding(opset);
            opened.index().weights().forEach(weight -> encoding.storedBytes(weight.stored()));
            opened.raising(Indices.GUARD);
            opened.write(folder.resolve("copy.mlpackage"), new CoreMlModel.Edit(Map.of(), Map.of(), opset));
            opened.write(folder.resolve("raised.mlpackage"), new CoreMlModel.Edit(Map.of(), Map.of(), Opset.COREML9));
        } catch (ModelException expected) {
            // The one answer that damaged files may get.
        }
    }
}
