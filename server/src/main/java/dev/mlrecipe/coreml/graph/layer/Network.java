package dev.mlrecipe.coreml.graph.layer;

import dev.mlrecipe.coreml.proto.ModelDescription;
import java.util.List;

/**
 * The structure of a neural network.
 *
 * @param layers in the order of the file
 * @param exactArrays whether arrays keep the rank of the model's description; else they become
 *     [sequence, batch, channel, height, width]
 * @param flatImages whether images have four dimensions rather than five
 */
record Network(List<Layer> layers, boolean exactArrays, boolean flatImages) {
    Network {
        layers = List.copyOf(layers);
    }

    /**
     * A network with a name and an interface.
     *
     * @param name {@code main}, or the model's name inside a pipeline, {@code /} between nested names
     * @param description its inputs and outputs
     */
    record Named(String name, ModelDescription description, Network network) {}
}
