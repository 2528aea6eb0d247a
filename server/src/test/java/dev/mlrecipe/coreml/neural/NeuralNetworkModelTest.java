package dev.mlrecipe.coreml.neural;

import static dev.mlrecipe.coreml.neural.Networks.codes;
import static dev.mlrecipe.coreml.neural.Networks.convolution;
import static dev.mlrecipe.coreml.neural.Networks.floats;
import static dev.mlrecipe.coreml.neural.Networks.innerProduct;
import static dev.mlrecipe.coreml.neural.Networks.layer;
import static dev.mlrecipe.coreml.neural.Networks.lstm;
import static dev.mlrecipe.coreml.neural.Networks.model;
import static dev.mlrecipe.coreml.neural.Networks.network;
import static dev.mlrecipe.coreml.neural.Networks.pipeline;
import static dev.mlrecipe.coreml.neural.Networks.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Decompression;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Linear;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.ValueReader;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import dev.mlrecipe.coreml.proto.PipelineClassifier;
import dev.mlrecipe.coreml.proto.WeightParams;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which weights a network has, what they are called, what they are worth, and what writing changes. */
class NeuralNetworkModelTest {
    @TempDir
    Path folder;

    private CoreMlModel open(Model model) throws IOException {
        return CoreMlModels.open(write(folder, model));
    }

    /** One line per weight: name, layer type, shape. */
    private String weights(Model model) throws IOException {
        try (CoreMlModel opened = open(model)) {
            return opened.index().weights().stream()
                    .map(weight -> weight.name() + " " + weight.consumers().get(0).opType() + " "
                            + weight.stored().shape())
                    .collect(Collectors.joining("\n"));
        }
    }

    @Test
    void everyKindOfWeightHasItsLayersNameAndShape() throws IOException {
        Model model = model(
                convolution("conv", 4, 3, 2),
                layer("deconv", layer -> layer.getConvolutionBuilder()
                        .setOutputChannels(6)
                        .setKernelChannels(4)
                        .setNGroups(2)
                        .setIsDeconvolution(true)
                        .setWeights(floats(4 * 3 * 3 * 3, 1))),
                layer("conv3d", layer -> layer.getConvolution3DBuilder()
                        .setOutputChannels(2)
                        .setInputChannels(3)
                        .setKernelDepth(1)
                        .setKernelHeight(2)
                        .setKernelWidth(2)
                        .setWeights(floats(24, 1))
                        .setBias(floats(2, 1))),
                innerProduct("fc", 3, 5),
                layer("embedding", layer -> layer.getEmbeddingBuilder()
                        .setInputDim(7)
                        .setOutputChannels(2)
                        .setWeights(floats(14, 1))),
                layer("embeddingND", layer -> layer.getEmbeddingNDBuilder()
                        .setVocabSize(7)
                        .setEmbeddingSize(2)
                        .setWeights(floats(14, 1))
                        .setBias(floats(2, 1))),
                layer("norm", layer -> layer.getBatchnormBuilder()
                        .setChannels(3)
                        .setGamma(floats(3, 1))
                        .setBeta(floats(3, 1))
                        .setMean(floats(3, 1))
                        .setVariance(floats(3, 1))),
                layer("scale", layer -> layer.getScaleBuilder()
                        .addShapeScale(3)
                        .setScale(floats(3, 1))
                        .setBias(floats(3, 1))),
                layer("bias", layer -> layer.getBiasBuilder().addShape(3).setBias(floats(3, 1))),
                layer("constant", layer -> layer.getLoadConstantBuilder().setData(floats(6, 1))),
                layer("constantND", layer -> layer.getLoadConstantNDBuilder().setData(floats(6, 1))),
                layer("rnn", layer -> layer.getSimpleRecurrentBuilder()
                        .setInputVectorSize(2)
                        .setOutputVectorSize(3)
                        .setWeightMatrix(floats(6, 1))
                        .setRecursionMatrix(floats(9, 1))
                        .setBiasVector(floats(3, 1))),
                layer("gru", layer -> layer.getGruBuilder()
                        .setInputVectorSize(2)
                        .setOutputVectorSize(3)
                        .setUpdateGateWeightMatrix(floats(6, 1))
                        .setOutputGateRecursionMatrix(floats(9, 1))
                        .setResetGateBiasVector(floats(3, 1))),
                layer("lstm", layer -> layer.getUniDirectionalLSTMBuilder()
                        .setInputVectorSize(2)
                        .setOutputVectorSize(3)
                        .setWeightParams(lstm(2, 3, 1))),
                layer("product", layer -> layer.getBatchedMatmulBuilder()
                        .setWeightMatrixFirstDimension(4)
                        .setWeightMatrixSecondDimension(2)
                        .setWeights(floats(8, 1))
                        .setBias(floats(2, 1))),
                layer("layernorm", layer -> layer.getLayerNormalizationBuilder()
                        .addNormalizedShape(3)
                        .setGamma(floats(3, 1))
                        .setBeta(floats(3, 1))),
                layer("prelu", layer -> layer.getActivationBuilder().getPReLUBuilder().setAlpha(floats(3, 1))),
                layer("softplus", layer -> layer.getActivationBuilder()
                        .getParametricSoftplusBuilder()
                        .setAlpha(floats(3, 1))
                        .setBeta(floats(3, 1))),
                layer("relu", layer -> layer.getActivationBuilder().getReLUBuilder()),
                layer("mine", layer -> layer.getCustomBuilder().addWeights(floats(5, 1)).addWeights(floats(6, 1))));
        assertEquals(
                """
                conv.weights convolution [4,3,2,2]
                conv.bias convolution [4]
                deconv.weights convolution [4,3,3,3]
                conv3d.weights convolution3d [2,3,1,2,2]
                conv3d.bias convolution3d [2]
                fc.weights innerProduct [3,5]
                fc.bias innerProduct [3]
                embedding.weights embedding [2,7]
                embeddingND.weights embeddingND [2,7]
                embeddingND.bias embeddingND [2]
                norm.gamma batchnorm [3]
                norm.beta batchnorm [3]
                norm.mean batchnorm [3]
                norm.variance batchnorm [3]
                scale.scale scale [3]
                scale.bias scale [3]
                bias.bias bias [3]
                constant.data loadConstant [6]
                constantND.data loadConstantND [6]
                rnn.weightMatrix simpleRecurrent [3,2]
                rnn.recursionMatrix simpleRecurrent [3,3]
                rnn.biasVector simpleRecurrent [3]
                gru.updateGateWeightMatrix gru [3,2]
                gru.outputGateRecursionMatrix gru [3,3]
                gru.resetGateBiasVector gru [3]
                lstm.inputGateWeightMatrix uniDirectionalLSTM [3,2]
                lstm.forgetGateWeightMatrix uniDirectionalLSTM [3,2]
                lstm.blockInputWeightMatrix uniDirectionalLSTM [3,2]
                lstm.outputGateWeightMatrix uniDirectionalLSTM [3,2]
                lstm.inputGateRecursionMatrix uniDirectionalLSTM [3,3]
                lstm.forgetGateRecursionMatrix uniDirectionalLSTM [3,3]
                lstm.blockInputRecursionMatrix uniDirectionalLSTM [3,3]
                lstm.outputGateRecursionMatrix uniDirectionalLSTM [3,3]
                lstm.inputGateBiasVector uniDirectionalLSTM [3]
                lstm.forgetGateBiasVector uniDirectionalLSTM [3]
                lstm.blockInputBiasVector uniDirectionalLSTM [3]
                lstm.outputGateBiasVector uniDirectionalLSTM [3]
                lstm.inputGatePeepholeVector uniDirectionalLSTM [3]
                lstm.forgetGatePeepholeVector uniDirectionalLSTM [3]
                lstm.outputGatePeepholeVector uniDirectionalLSTM [3]
                product.weights batchedMatmul [2,4]
                product.bias batchedMatmul [2]
                layernorm.gamma layerNormalization [3]
                layernorm.beta layerNormalization [3]
                prelu.alpha activation [3]
                softplus.alpha activation [3]
                softplus.beta activation [3]
                mine.weights[0] custom [5]
                mine.weights[1] custom [6]"""
                        .stripIndent(),
                weights(model));
    }

    @Test
    void directionsOfAnLstmAreToldApart() throws IOException {
        Model model = model(layer("lstm", layer -> layer.getBiDirectionalLSTMBuilder()
                .setInputVectorSize(2)
                .setOutputVectorSize(3)
                .addWeightParams(lstm(2, 3, 1))
                .addWeightParams(lstm(2, 3, 2))));
        String weights = weights(model);
        assertTrue(weights.contains("lstm.weightParams[0].inputGateWeightMatrix biDirectionalLSTM [3,2]"), weights);
        assertTrue(weights.contains("lstm.weightParams[1].inputGateWeightMatrix biDirectionalLSTM [3,2]"), weights);
    }

    @Test
    void modelsBranchesAndLoopsQualifyNames() throws IOException {
        NeuralNetworkLayer choice = layer("choice", layer -> layer.getBranchBuilder()
                .setIfBranch(network(innerProduct("fc", 2, 2)))
                .setElseBranch(network(innerProduct("fc", 2, 2))));
        NeuralNetworkLayer repeat = layer("repeat", layer -> layer.getLoopBuilder()
                .setConditionNetwork(network(innerProduct("fc", 2, 2)))
                .setBodyNetwork(network(choice)));
        Model inner = Model.newBuilder()
                .setSpecificationVersion(4)
                .setPipelineClassifier(PipelineClassifier.newBuilder()
                        .setPipeline(pipeline(List.of("a", "a"), model(innerProduct("", 2, 2)), model(repeat))))
                .build();
        Model outer = Model.newBuilder()
                .setSpecificationVersion(4)
                .setPipeline(pipeline(List.of("first"), inner, model(innerProduct("fc", 2, 2), innerProduct("fc", 2, 2))))
                .build();
        assertEquals(
                """
                first/a/layers[0].weights innerProduct [2,2]
                first/a/layers[0].bias innerProduct [2]
                first/a#2/repeat/conditionNetwork/fc.weights innerProduct [2,2]
                first/a#2/repeat/conditionNetwork/fc.bias innerProduct [2]
                first/a#2/repeat/bodyNetwork/choice/ifBranch/fc.weights innerProduct [2,2]
                first/a#2/repeat/bodyNetwork/choice/ifBranch/fc.bias innerProduct [2]
                first/a#2/repeat/bodyNetwork/choice/elseBranch/fc.weights innerProduct [2,2]
                first/a#2/repeat/bodyNetwork/choice/elseBranch/fc.bias innerProduct [2]
                models[1]/fc.weights innerProduct [2,2]
                models[1]/fc.bias innerProduct [2]
                models[1]/fc#2.weights innerProduct [2,2]
                models[1]/fc#2.bias innerProduct [2]"""
                        .stripIndent(),
                weights(outer));
    }

    @Test
    void codesArePackedMostSignificantBitFirst() throws IOException {
        // Seven codes of five bits: 1 2 3 4 5 6 31, then five bits of padding.
        Model model = model(layer("fc", layer -> layer.getInnerProductBuilder()
                .setOutputChannels(1)
                .setInputChannels(7)
                .setWeights(table(codes(5, 0b00001_000, 0b10_00011_0, 0b0100_0010, 0b1_00110_11, 0b111_00000), 32))));
        try (CoreMlModel opened = open(model)) {
            assertEquals(
                    List.of(10f, 20f, 30f, 40f, 50f, 60f, 310f),
                    values(opened.index().weights().get(0).stored()));
        }
    }

    private static WeightParams.Builder table(
            WeightParams.Builder weights, int entries) {
        for (int i = 0; i < entries; i++) {
            weights.getQuantizationBuilder().getLookupTableQuantizationBuilder().addFloatValue(10 * i);
        }
        return weights;
    }

    private static List<Float> values(Representation form) throws IOException {
        ValueReader reader = Decoder.open(form);
        float[] values = new float[(int) form.shape().elements()];
        reader.read(values, 0, values.length);
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    @Test
    void scalesServeOutputChannelsOrTheWholeWeight() throws IOException {
        Model model = model(
                layer("channels", layer -> {
                    var weights = codes(8, 0, 1, 2, 3);
                    weights.getQuantizationBuilder().getLinearQuantizationBuilder()
                            .addScale(2).addScale(10).addBias(1).addBias(-1);
                    layer.getInnerProductBuilder().setOutputChannels(2).setInputChannels(2).setWeights(weights);
                }),
                layer("deconv", layer -> {
                    var weights = codes(4, 0x01, 0x23);
                    weights.getQuantizationBuilder().getLinearQuantizationBuilder()
                            .addScale(2).addScale(10).addBias(1).addBias(-1);
                    layer.getConvolutionBuilder()
                            .setIsDeconvolution(true)
                            .setKernelChannels(2)
                            .setOutputChannels(2)
                            .addKernelSize(1)
                            .addKernelSize(1)
                            .setWeights(weights);
                }),
                layer("whole", layer -> {
                    var weights = codes(8, 0, 1, 2, 255);
                    weights.getQuantizationBuilder().getLinearQuantizationBuilder().addScale(0.5f);
                    layer.getInnerProductBuilder().setOutputChannels(2).setInputChannels(2).setWeights(weights);
                }));
        try (CoreMlModel opened = open(model)) {
            List<Weight> weights = opened.index().weights();
            assertEquals(List.of(1f, 3f, 19f, 29f), values(weights.get(0).stored()));
            assertEquals(List.of(1f, 9f, 5f, 29f), values(weights.get(1).stored()));
            assertEquals(List.of(0f, 0.5f, 1f, 127.5f), values(weights.get(2).stored()));
        }
    }

    @Test
    void int8WeightsAreSignedAndLoseTheirLayersFlagWithTheirForm() throws IOException {
        var weights = WeightParams.newBuilder()
                .setInt8RawValue(ByteString.copyFrom(new byte[] {-128, -1, 0, 127}));
        weights.getQuantizationBuilder().setNumberOfBits(8).getLinearQuantizationBuilder().addScale(0.5f);
        Model model = model(layer("fc", layer -> layer.getInnerProductBuilder()
                        .setOutputChannels(2)
                        .setInputChannels(2)
                        .setWeights(weights)
                        .setHasBias(true)
                        .setBias(floats(2, 1))
                        .setInt8DynamicQuantize(true)))
                .toBuilder()
                .setSpecificationVersion(5)
                .build();
        Path dense = folder.resolve("dense.mlmodel");
        try (CoreMlModel opened = open(model)) {
            Weight weight = opened.index().weights().get(0);
            assertEquals(List.of(-64f, -0.5f, 0f, 63.5f), values(weight.stored()));
            assertEquals("int8_dynamic", opened.encoding(Opset.COREML6).formName(weight.stored()));
            Tensor halves = MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2), 1, 2);
            Path bias = folder.resolve("bias.mlmodel");
            opened.write(bias, new CoreMlModel.Edit(Map.of(1, new Cast(halves)), Map.of(), Opset.COREML6));
            var kept = Model.parseFrom(Files.readAllBytes(bias)).getNeuralNetwork().getLayers(0).getInnerProduct();
            assertTrue(kept.getInt8DynamicQuantize());
            assertEquals(weights.build(), kept.getWeights());
            opened.write(dense, Decompression.of(opened, MemoryTensorWriter::new, () -> {}));
        }
        var written = Model.parseFrom(Files.readAllBytes(dense)).getNeuralNetwork().getLayers(0).getInnerProduct();
        assertEquals(List.of(-64f, -0.5f, 0f, 63.5f), written.getWeights().getFloatValueList());
        assertEquals(false, written.getInt8DynamicQuantize());
    }

    @Test
    void customAndUpdatableWeightsStayAsTheyAre() throws IOException {
        NeuralNetworkLayer plain = innerProduct("fc", 2, 2);
        Model layers = model(
                layer("mine", layer -> layer.getCustomBuilder().addWeights(floats(5, 1))),
                plain.toBuilder().setName("trained").setIsUpdatable(true).build(),
                plain);
        Model whole = model(plain).toBuilder().setIsUpdatable(true).build();
        assertEquals(
                List.of(
                        "mine.weights[0]: it belongs to a custom layer, and only the app knows how that reads it",
                        "trained.weights: it is updatable: training on the device needs its float32 values",
                        "trained.bias: it is updatable: training on the device needs its float32 values",
                        "fc.weights: ",
                        "fc.bias: "),
                fixed(layers));
        assertEquals(
                List.of(
                        "fc.weights: its model is updatable: training on the device needs float32 values",
                        "fc.bias: its model is updatable: training on the device needs float32 values"),
                fixed(whole));
    }

    private List<String> fixed(Model model) throws IOException {
        try (CoreMlModel opened = open(model)) {
            return opened.index().weights().stream()
                    .map(weight -> weight.name() + ": " + weight.fixed().orElse(""))
                    .toList();
        }
    }

    @Test
    void writingRaisesTheVersionOfEveryModelAroundAsFarAsItsWeightsNeed() throws IOException {
        Model pipeline = Model.newBuilder()
                .setSpecificationVersion(1)
                .setPipeline(pipeline(
                        List.of("half", "codes", "other"),
                        model(innerProduct("fc", 2, 2)),
                        model(innerProduct("fc", 2, 2)),
                        model(innerProduct("fc", 2, 2))))
                .build();
        Path copy = folder.resolve("copy.mlmodel");
        try (CoreMlModel opened = open(pipeline)) {
            Shape shape = Shape.of(2, 2);
            Tensor one = MemoryTensorWriter.ofFloats(DataType.FLOAT32, Shape.ones(2), 1);
            Map<Integer, Representation> forms = Map.of(
                    0, new Cast(MemoryTensorWriter.ofFloats(DataType.FLOAT16, shape, 1, 2, 3, 4)),
                    2, new Linear(
                            MemoryTensorWriter.ofCodes(DataType.UINT2, shape, new byte[] {0, 1, 2, 3}),
                            one,
                            Optional.of(one)));
            opened.write(copy, new CoreMlModel.Edit(forms, Map.of("a", "b"), Opset.COREML6));
        }
        Model written = Model.parseFrom(Files.readAllBytes(copy));
        List<Model> models = written.getPipeline().getModelsList();
        assertEquals(3, written.getSpecificationVersion());
        assertEquals(
                List.of(2, 3, 1), models.stream().map(Model::getSpecificationVersion).toList());
        assertEquals("b", written.getDescription().getMetadata().getUserDefinedOrThrow("a"));
        assertEquals(pipeline.getPipeline().getModels(2), models.get(2));
        assertEquals(
                ByteString.copyFrom(new byte[] {0b00_01_10_11}),
                models.get(1).getNeuralNetwork().getLayers(0).getInnerProduct().getWeights().getRawValue());
    }

    @Test
    void whatNobodyKnowsSurvives() throws IOException {
        var unknown = UnknownFieldSet.newBuilder()
                .addField(
                        5000,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .addVarint(7)
                                .build())
                .build();
        NeuralNetworkLayer fc = innerProduct("fc", 2, 2);
        NeuralNetworkLayer odd = fc.toBuilder()
                .setUnknownFields(unknown)
                .setInnerProduct(fc.getInnerProduct().toBuilder()
                        .setUnknownFields(unknown)
                        .setWeights(fc.getInnerProduct().getWeights().toBuilder().setUnknownFields(unknown)))
                .build();
        // A layer that is of an unknown type in the first place: field 5000 of it is its type.
        NeuralNetworkLayer later =
                NeuralNetworkLayer.newBuilder().setName("later").setUnknownFields(unknown).build();
        Model model = model(odd.toBuilder().setUnknownFields(
                        UnknownFieldSet.getDefaultInstance()).build(), later);
        Path copy = folder.resolve("copy.mlmodel");
        try (CoreMlModel opened = open(model)) {
            assertEquals(2, opened.index().weights().size());
            Tensor zeros = MemoryTensorWriter.ofFloats(DataType.FLOAT32, Shape.of(2, 2), 0, 0, 0, 0);
            opened.write(copy, new CoreMlModel.Edit(Map.of(0, new Dense(zeros)), Map.of(), Opset.COREML6));
        }
        Model written = Model.parseFrom(Files.readAllBytes(copy));
        Model.Builder expected = model.toBuilder();
        expected.getNeuralNetworkBuilder()
                .getLayersBuilder(0)
                .getInnerProductBuilder()
                .getWeightsBuilder()
                .clearFloatValue()
                .addAllFloatValue(Arrays.asList(0f, 0f, 0f, 0f));
        assertEquals(expected.build(), written);
    }

    @Test
    void valuesThatFitNoShapeAreKeptWithTheReason() throws IOException {
        Model model = model(layer("fc", layer -> layer.getInnerProductBuilder()
                .setOutputChannels(2)
                .setInputChannels(3)
                .setWeights(floats(5, 1))));
        assertEquals(
                List.of("fc.weights: its 5 values do not fit the sizes of its layer, [2,3]"), fixed(model));
    }

    @Test
    void contradictionsAreNamed() throws IOException {
        assertProblem(
                "weight \"fc.weights\": a table of 3 entries for 2 bits, 4 expected",
                table(codes(2, 0x1b), 3));
        assertProblem("weight \"fc.weights\": 2 bytes for [2,2] of 2 bits, 1 expected", table(codes(2, 1, 2), 4));
        assertProblem("weight \"fc.weights\": quantized to 9 bits, 1 to 8 expected", table(codes(9, 1, 2), 4));
        assertProblem(
                "weight \"fc.weights\": it has codes, but neither a table nor scales", codes(2, 1));
        assertProblem(
                "weight \"fc.weights\": it holds values in two forms, one expected",
                table(codes(2, 1), 4).addFloatValue(1));
        var scales = codes(2, 1);
        scales.getQuantizationBuilder().getLinearQuantizationBuilder().addScale(1).addScale(1).addScale(1);
        assertProblem(
                "weight \"fc.weights\": 3 scales or biases for 2 output channels, as many or one expected", scales);
    }

    private void assertProblem(String problem, WeightParams.Builder weights)
            throws IOException {
        Path file = write(folder, model(layer("fc", layer -> layer.getInnerProductBuilder()
                .setOutputChannels(2)
                .setInputChannels(2)
                .setWeights(weights))));
        ModelException thrown = assertThrows(ModelException.class, () -> CoreMlModels.open(file).close());
        assertEquals(file + ": " + problem, thrown.getMessage());
    }

    @Test
    void layersOfTwoTypesAreLeftAlone() throws IOException {
        // Two values of one choice, one behind the other, as no writer makes them.
        NeuralNetworkLayer first = innerProduct("fc", 2, 2);
        NeuralNetworkLayer second = convolution("fc", 2, 2, 1);
        byte[] both = ByteString.copyFrom(first.toByteArray()).concat(ByteString.copyFrom(second.toByteArray()))
                .toByteArray();
        Model model = model(NeuralNetworkLayer.getDefaultInstance());
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        WireWriter.message(layer, 1, both);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(WireWriter.number(1, model.getSpecificationVersion()));
        WireWriter.message(file, Model.NEURALNETWORK_FIELD_NUMBER, layer.toByteArray());
        Path path = Files.write(folder.resolve("two.mlmodel"), file.toByteArray());
        try (CoreMlModel opened = CoreMlModels.open(path)) {
            assertEquals(List.of(), opened.index().weights());
            assertEquals(ModelKind.NEURAL_NETWORK, opened.index().kind());
        }
    }
}
