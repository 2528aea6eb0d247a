package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import java.util.List;
import java.util.Optional;

/** Types of tensors, open dimensions included. */
final class TensorTypes {
    /** Stands for a dimension that is open. */
    static final long OPEN = -1;

    private TensorTypes() {}

    static DataType element(ValueType type, String what) throws Refused {
        return ValueReader.elementType(type).orElseThrow(() -> new Refused("the type of " + what + " is unknown"));
    }

    /** The dimensions, {@link #OPEN} for open ones; empty if it is no tensor. */
    static Optional<long[]> dims(ValueType type) {
        if (!type.hasTensorType()) {
            return Optional.empty();
        }
        List<Dimension> dimensions = type.getTensorType().getDimensionsList();
        boolean variadic = dimensions.stream().anyMatch(d -> d.getUnknown().getVariadic());
        return variadic
                ? Optional.empty()
                : Optional.of(dimensions.stream()
                        .mapToLong(d -> d.hasConstant() ? d.getConstant().getSize() : OPEN)
                        .toArray());
    }

    /** The same tensor with other elements. */
    static ValueType withElement(ValueType type, DataType element) {
        TensorType.Builder tensor = type.getTensorType().toBuilder().setDataTypeValue(element.mil());
        return type.toBuilder().setTensorType(tensor).build();
    }

    /** The type of the tensor with its dimensions picked in another order, or only some of them. */
    static ValueType pick(ValueType type, int... axes) {
        TensorType.Builder tensor =
                type.getTensorType().toBuilder().clearDimensions().setRank(axes.length);
        for (int axis : axes) {
            tensor.addDimensions(type.getTensorType().getDimensions(axis));
        }
        return type.toBuilder().setTensorType(tensor).build();
    }
}
