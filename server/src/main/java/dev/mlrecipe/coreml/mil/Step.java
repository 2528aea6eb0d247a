package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.List;
import java.util.SortedMap;

/**
 * One {@code constexpr_*} operation of a chain that expands a weight, before names are given.
 *
 * @param type type of the operation
 * @param parameters its parameters by name
 * @param outputs types of its outputs
 */
record Step(String type, SortedMap<String, Parameter> parameters, List<Made> outputs) {

    /** Where a parameter comes from. */
    sealed interface Parameter {
        /** A tensor that belongs to the weight and counts as stored. */
        record Stored(Tensor tensor) implements Parameter {}

        /** A number or a word that says how to read the tensors. */
        record Literal(Value value) implements Parameter {}

        /** An output of an earlier step of the chain. */
        record Earlier(int step, int output) implements Parameter {}
    }

    /** Type and shape of an output. */
    record Made(DataType type, Shape shape) {}
}
