package dev.mlrecipe.coreml.mlmodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.mlrecipe.coreml.CoreMlModel.Edit;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Goldens;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Packages;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.graph.OpFacts;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that hold no weights of their own are recognised and copied. */
class OtherModelTest {
    private static final Edit NOTHING = new Edit(Map.of(), Map.of(), Opset.COREML5);

    @TempDir
    Path folder;

    private static Model network() {
        Model.Builder model = Model.newBuilder().setSpecificationVersion(4);
        model.getNeuralNetworkBuilder().addLayersBuilder().setName("layer");
        return model.build();
    }

    private Path file(Model model) throws IOException {
        return Files.write(folder.resolve("m.mlmodel"), model.toByteArray());
    }

    @Test
    void aNetworkHasNoOpsetAndNoWeights() throws IOException {
        try (CoreMlModel model = CoreMlModels.open(file(network()))) {
            assertEquals(ModelKind.NEURAL_NETWORK, model.index().kind());
            assertEquals(4, model.index().specificationVersion());
            assertEquals(List.of(), model.index().weights());
            assertEquals(
                    List.of("layer"),
                    model.functions().get(0).ops().stream().map(OpFacts::name).toList());
        }
    }

    @Test
    void modelsOfUnknownTypeAreOtherModels() throws IOException {
        Model.Builder tree = Model.newBuilder().setSpecificationVersion(1);
        tree.mergeUnknownFields(UnknownFieldSet.newBuilder()
                .addField(
                        402,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.EMPTY)
                                .build())
                .build());
        try (CoreMlModel model = CoreMlModels.open(file(tree.build()))) {
            assertEquals(ModelKind.OTHER, model.index().kind());
        }
    }

    @Test
    void writingCopiesTheFile() throws IOException {
        Path file = file(network());
        Path copy = folder.resolve("copy.mlmodel");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            model.write(copy, NOTHING);
        }
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(copy));
    }

    @Test
    void metadataIsAddedAndTheLayersSurvive() throws IOException {
        Path copy = folder.resolve("copy.mlmodel");
        try (CoreMlModel model = CoreMlModels.open(file(network()))) {
            model.write(copy, new Edit(Map.of(), Map.of("a", "b"), Opset.COREML5));
        }
        Model written = Model.parseFrom(Files.readAllBytes(copy));
        assertEquals(network().getNeuralNetwork(), written.getNeuralNetwork());
        assertEquals("b", written.getDescription().getMetadata().getUserDefinedOrThrow("a"));
    }

    @Test
    void aNetworkInAPackageIsCopiedWithItsItems() throws IOException {
        Path file = Packages.copy(Goldens.base("net_fp16_ios18"), folder.resolve("in.mlpackage"));
        Packages.edit(file, model -> network());
        Path copy = folder.resolve("copy.mlpackage");
        try (CoreMlModel model = CoreMlModels.open(file)) {
            assertEquals(ModelKind.NEURAL_NETWORK, model.index().kind());
            model.write(copy, NOTHING);
        }
        assertEquals(Packages.files(file), Packages.files(copy));
    }

    @Test
    void weightsCannotBeReplaced() throws IOException {
        Dense dense = new Dense(Tensor.sketch(DataType.FLOAT32, Shape.of(10)));
        try (CoreMlModel model = CoreMlModels.open(file(network()))) {
            Edit edit = new Edit(Map.of(0, dense), Map.of(), Opset.COREML5);
            assertThrows(IllegalArgumentException.class, () -> model.write(folder.resolve("copy"), edit));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "digitnet/DigitNet_NN.mlmodel, NEURAL_NETWORK",
        "real/SqueezeNetFP16.mlmodel, NEURAL_NETWORK",
        "real/GestureClassifier.mlmodel, NEURAL_NETWORK",
        "real/MultiSnacks.mlmodel, PIPELINE",
        "real/SentimentClassifier.mlmodel, OTHER",
    })
    void modelsOfOthersAreRecognised(String name, ModelKind kind) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(Shared.folder("models/" + name))) {
            assertEquals(kind, model.index().kind());
            assertEquals(model.fingerprint(), model.fingerprint());
        }
    }
}
