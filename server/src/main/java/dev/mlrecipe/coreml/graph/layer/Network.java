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
public record Network(List<Layer> layers, boolean exactArrays, boolean flatImages) {
    public Network {
        layers = List.copyOf(layers);
    }

    /**
     * A network with its interface, alone or in a pipeline.
     *
     * @param path what is put before the names of its values, so that no other network has them: empty, or ending with a
     *     slash
     * @param description its inputs and outputs, whose names networks of a pipeline have in common
     * @param network its layers
     */
    public record Member(String path, ModelDescription description, Network network) {}
}
