package dev.mlrecipe.coreml.neural;

import com.google.protobuf.ByteString;
import dev.mlrecipe.coreml.proto.LSTMWeightParams;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.NeuralNetwork;
import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import dev.mlrecipe.coreml.proto.Pipeline;
import dev.mlrecipe.coreml.proto.WeightParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Small neural networks for tests. */
public final class Networks {
    private Networks() {}

    /** A model with one network. */
    public static Model model(NeuralNetworkLayer... layers) {
        return Model.newBuilder()
                .setSpecificationVersion(1)
                .setNeuralNetwork(network(layers))
                .build();
    }

    public static NeuralNetwork network(NeuralNetworkLayer... layers) {
        NeuralNetwork.Builder network = NeuralNetwork.newBuilder();
        for (NeuralNetworkLayer layer : layers) {
            network.addLayers(layer);
        }
        return network.build();
    }

    public static NeuralNetworkLayer layer(String name, Consumer<NeuralNetworkLayer.Builder> params) {
        NeuralNetworkLayer.Builder layer = NeuralNetworkLayer.newBuilder().setName(name).addInput("x").addOutput("y");
        params.accept(layer);
        return layer.build();
    }

    /** A matrix of trained-like values and a bias. */
    public static NeuralNetworkLayer innerProduct(String name, int outputs, int inputs) {
        return layer(name, layer -> layer.getInnerProductBuilder()
                .setOutputChannels(outputs)
                .setInputChannels(inputs)
                .setHasBias(true)
                .setWeights(floats(outputs * inputs, name.hashCode()))
                .setBias(floats(outputs, name.hashCode() + 1)));
    }

    public static NeuralNetworkLayer convolution(String name, int outputs, int inputs, int kernel) {
        return layer(name, layer -> layer.getConvolutionBuilder()
                .setOutputChannels(outputs)
                .setKernelChannels(inputs)
                .setNGroups(1)
                .addKernelSize(kernel)
                .addKernelSize(kernel)
                .setHasBias(true)
                .setWeights(floats(outputs * inputs * kernel * kernel, name.hashCode()))
                .setBias(floats(outputs, name.hashCode() + 1)));
    }

    public static LSTMWeightParams.Builder lstm(int inputs, int outputs, int seed) {
        WeightParams weights = floats(outputs * inputs, seed);
        WeightParams recursion = floats(outputs * outputs, seed + 1);
        WeightParams bias = floats(outputs, seed + 2);
        return LSTMWeightParams.newBuilder()
                .setInputGateWeightMatrix(weights)
                .setForgetGateWeightMatrix(weights)
                .setBlockInputWeightMatrix(weights)
                .setOutputGateWeightMatrix(weights)
                .setInputGateRecursionMatrix(recursion)
                .setForgetGateRecursionMatrix(recursion)
                .setBlockInputRecursionMatrix(recursion)
                .setOutputGateRecursionMatrix(recursion)
                .setInputGateBiasVector(bias)
                .setForgetGateBiasVector(bias)
                .setBlockInputBiasVector(bias)
                .setOutputGateBiasVector(bias)
                .setInputGatePeepholeVector(bias)
                .setForgetGatePeepholeVector(bias)
                .setOutputGatePeepholeVector(bias);
    }

    /** A pipeline; names may be fewer than models. */
    public static Pipeline pipeline(List<String> names, Model... models) {
        Pipeline.Builder pipeline = Pipeline.newBuilder().addAllNames(names);
        for (Model model : models) {
            pipeline.addModels(model);
        }
        return pipeline.build();
    }

    /** Values that are distributed like trained weights. */
    public static WeightParams floats(int count, int seed) {
        Random random = new Random(seed);
        WeightParams.Builder weights = WeightParams.newBuilder();
        for (int i = 0; i < count; i++) {
            weights.addFloatValue((float) random.nextGaussian() * 0.1f);
        }
        return weights.build();
    }

    /** Codes with a table, or with scales where there is no table. */
    public static WeightParams.Builder codes(int bits, int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        WeightParams.Builder weights = WeightParams.newBuilder().setRawValue(ByteString.copyFrom(raw));
        weights.getQuantizationBuilder().setNumberOfBits(bits);
        return weights;
    }

    public static Path write(Path folder, Model model) throws IOException {
        return Files.write(folder.resolve("network.mlmodel"), model.toByteArray());
    }
}
