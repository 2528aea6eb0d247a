package dev.mlrecipe.coreml.graph;

import java.util.List;

/**
 * What one operation computes and moves, from shapes alone.
 *
 * @param name name of the operation
 * @param type its type, for example {@code conv}
 * @param inputs values it reads that are computed while the model runs, each once, in order of the parameters' names;
 *     constants are no such values
 * @param outputs its results
 * @param multiplyAdds multiplications that are followed by an addition: convolutions (padding counts), matrix
 *     products, recurrent layers; 0 for everything else, for biases and for constants
 * @param activationBytes bytes of all results; 0 for constants
 * @param inputBytes bytes of {@code inputs}; 0 for constants
 * @param weightBytes bytes of constant tensors that this operation reads, as they are stored: data, tables, scales,
 *     offsets, masks. A tensor that several operations share counts for each. Constants inside the program, such as
 *     strides, do not count
 * @param denseWeightBytes bytes of the same constants when expanded
 * @param known false where a dimension that matters is unknown; it is then counted as 1
 */
public record OpFacts(
        String name,
        String type,
        List<ValueFacts> inputs,
        List<ValueFacts> outputs,
        long multiplyAdds,
        long activationBytes,
        long inputBytes,
        long weightBytes,
        long denseWeightBytes,
        boolean known) {

    public OpFacts {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Whether this is a constant or a compressed constant rather than work at run time. */
    public boolean constant() {
        return isConstant(type);
    }

    static boolean isConstant(String type) {
        return type.equals("const") || type.startsWith("constexpr_");
    }
}
