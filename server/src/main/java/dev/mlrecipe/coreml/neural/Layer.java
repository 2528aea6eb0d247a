package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.proto.NeuralNetworkLayer;
import java.util.Map;

/**
 * One layer of a network.
 *
 * @param name its name, unique in the file: qualified by the models and layers around it
 * @param params its message without the weights and networks in it
 * @param weights ids of its weights by the names of their fields
 * @param networks the networks inside a branch or loop by the names of their fields
 */
public record Layer(
        String name, NeuralNetworkLayer params, Map<String, Integer> weights, Map<String, Network> networks) {

    /** What kind of layer it is, in the words of the format, for example {@code innerProduct}. */
    public String type() {
        return NetworkScan.layerType(params);
    }
}
