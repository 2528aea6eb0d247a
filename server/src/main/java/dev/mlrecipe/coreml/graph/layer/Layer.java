package dev.mlrecipe.coreml.graph.layer;

import java.util.List;

/**
 * A layer of a neural network without its weights.
 *
 * @param name its name
 * @param type name of the field that holds its parameters, for example {@code innerProduct}
 * @param inputs names of the values that it reads
 * @param outputs names of its results
 * @param declared what the file says of the shapes of the results, in their order; may be shorter or empty
 * @param parameters its parameters by the field numbers of NeuralNetwork.proto
 * @param networks networks inside it: the branches of a {@code branch}, condition and body of a {@code loop}
 */
public record Layer(
        String name,
        String type,
        List<String> inputs,
        List<String> outputs,
        List<Declared> declared,
        Fields parameters,
        List<Network> networks) {

    /**
     * A shape as the file gives it.
     *
     * @param rank number of dimensions
     * @param sizes the dimensions, negative for open ones; empty where only the rank is given
     */
    public record Declared(long rank, List<Long> sizes) {}

    public Layer {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        declared = List.copyOf(declared);
        networks = List.copyOf(networks);
    }
}
