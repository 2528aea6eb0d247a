package dev.mlrecipe.coreml;

import dev.mlrecipe.coreml.activation.ActivationSite;
import java.util.List;
import java.util.Optional;

/**
 * What is known about a model without reading a weight. Not specific to ML programs: other kinds have no opset and
 * name their layers as operations.
 *
 * @param kind what the file holds
 * @param specificationVersion Core ML's format version
 * @param opset the program's opset; empty for other kinds
 * @param functions names of the functions, the default one first
 * @param weights every constant tensor that reaches an operation, in program order
 * @param activations the operations of the default function whose activations can be quantized, in program order
 */
public record ModelIndex(
        ModelKind kind,
        int specificationVersion,
        Optional<Opset> opset,
        List<String> functions,
        List<Weight> weights,
        List<ActivationSite> activations) {

    public ModelIndex {
        functions = List.copyOf(functions);
        weights = List.copyOf(weights);
        activations = List.copyOf(activations);
    }

    /** A model whose activations cannot be quantized. */
    public ModelIndex(
            ModelKind kind, int specificationVersion, Optional<Opset> opset, List<String> functions, List<Weight> weights) {
        this(kind, specificationVersion, opset, functions, weights, List.of());
    }

    /** The same model after its program was raised: names and stored forms of weights stay. */
    public ModelIndex raised(Opset to) {
        int version = Math.max(specificationVersion, to.specification());
        return new ModelIndex(kind, version, Optional.of(to), functions, weights, activations);
    }
}
