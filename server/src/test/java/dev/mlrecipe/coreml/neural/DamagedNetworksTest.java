package dev.mlrecipe.coreml.neural;

import static dev.mlrecipe.coreml.neural.Networks.innerProduct;
import static dev.mlrecipe.coreml.neural.Networks.layer;
import static dev.mlrecipe.coreml.neural.Networks.model;
import static dev.mlrecipe.coreml.neural.Networks.network;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Decompression;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a file with a network, it is a model or one clear sentence. */
class DamagedNetworksTest {
    private static final Opset ANY = Opset.COREML6;

    @TempDir
    Path folder;

    /** Does everything that reads. Anything but a {@link ModelException} fails the test. */
    private void use(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged.mlmodel"), bytes);
        Path copy = folder.resolve("copy.mlmodel");
        Files.deleteIfExists(copy);
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Encoding encoding = model.encoding(ANY);
            for (Weight weight : model.index().weights()) {
                encoding.storedBytes(weight.stored());
                encoding.formName(weight.stored());
                Decoder.sha256(weight.stored());
            }
            model.functions();
            model.fingerprint();
            model.write(copy, Decompression.of(model, MemoryTensorWriter::new, () -> {}));
        } catch (ModelException expected) {
            return;
        }
        CoreMlModels.open(copy).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seq_kmeans4", "seq_fp16"})
    void filesThatEndTooEarly(String name) throws IOException {
        byte[] whole = Files.readAllBytes(GoldenNetworks.file(name));
        for (int length = 0; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("short.mlmodel"), Arrays.copyOf(whole, length));
            assertThrows(ModelException.class, () -> CoreMlModels.open(file).close(), () -> name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"seq_lin1", "seq_kmeans4"})
    void changedBits(String name) throws IOException {
        byte[] whole = Files.readAllBytes(GoldenNetworks.file(name));
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            use(changed);
        }
    }

    @Test
    void randomBytesInPlaceOfOthers() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] whole = Files.readAllBytes(GoldenNetworks.file("seq_kmeans4"));
        for (int round = 0; round < 500; round++) {
            byte[] changed = whole.clone();
            for (int i = random.nextInt(12); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            use(changed);
        }
    }

    private void assertProblem(byte[] bytes, String part) throws IOException {
        Path file = Files.write(folder.resolve("m.mlmodel"), bytes);
        String message = assertThrows(ModelException.class, () -> CoreMlModels.open(file).close()).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void branchesInsideBranches() throws IOException {
        var inner = network(innerProduct("fc", 2, 2));
        for (int i = 0; i < 60; i++) {
            var around = inner;
            inner = network(layer("choice", layer -> layer.getBranchBuilder().setIfBranch(around)));
        }
        byte[] deep = Model.newBuilder().setSpecificationVersion(4).setNeuralNetwork(inner).build().toByteArray();
        assertProblem(deep, "too many levels of nesting");
    }

    @Test
    void aMillionEmptyLayers() throws IOException {
        byte[] layers = new byte[2 * (1 << 20) + 2];
        for (int i = 0; i < layers.length; i += 2) {
            layers[i] = 0x0a;
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(WireWriter.number(1, 4));
        WireWriter.message(file, Model.NEURALNETWORK_FIELD_NUMBER, layers);
        assertProblem(file.toByteArray(), "more than 1048576 models, layers or weights");
    }

    @Test
    void lengthsBeyondTheFile() throws IOException {
        byte[] good = model(innerProduct("fc", 2, 2)).toByteArray();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(WireWriter.number(1, 4));
        file.writeBytes(WireWriter.head(Model.NEURALNETWORK_FIELD_NUMBER, Long.MAX_VALUE));
        file.writeBytes(good);
        assertProblem(file.toByteArray(), "9223372036854775807 bytes where");
    }

    @Test
    void namesThatAreNoText() throws IOException {
        Model good = model(innerProduct("name", 2, 2));
        byte[] bytes = good.toByteArray();
        int at = ByteString.copyFrom(bytes).toString(java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("name");
        bytes[at] = (byte) 0xff;
        assertProblem(bytes, "UTF-8");
    }

    @Test
    void aModelOfNoKnownVersion() throws IOException {
        assertProblem(model().toBuilder().setSpecificationVersion(99).build().toByteArray(), "is newer than 10");
        assertProblem(model().toBuilder().setSpecificationVersion(0).build().toByteArray(), "specification version 0");
    }

    @Test
    void aFileThatIsCutWhileItIsOpenGivesAnErrorThatNamesIt() throws IOException {
        Path file = Files.write(folder.resolve("m.mlmodel"), model(innerProduct("fc", 64, 64)).toByteArray());
        try (CoreMlModel model = CoreMlModels.open(file)) {
            Files.write(file, new byte[100]);
            IOException thrown = assertThrows(
                    IOException.class, () -> Decoder.sha256(model.index().weights().get(0).stored()));
            assertTrue(thrown.getMessage().contains("m.mlmodel"), thrown.getMessage());
            assertThrows(
                    IOException.class,
                    () -> model.write(folder.resolve("c"), new CoreMlModel.Edit(Map.of(), Map.of(), ANY)));
        }
    }
}
