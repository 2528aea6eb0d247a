package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.proto.NeuralNetwork;
import java.util.List;

/**
 * The layers of a neural network, or of a branch or loop in one.
 *
 * @param layers in their order
 * @param params the network's message without its layers, preprocessing and update parameters
 */
public record Network(List<Layer> layers, NeuralNetwork params) {
    public Network {
        layers = List.copyOf(layers);
    }
}
