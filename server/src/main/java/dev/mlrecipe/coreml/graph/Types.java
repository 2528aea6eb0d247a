package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Types of values as the program declares them. */
public final class Types {
    private Types() {}

    static ValueFacts facts(String name, ValueType type) {
        return switch (type.getTypeCase()) {
            case TENSORTYPE -> tensor(name, type.getTensorType());
            case STATETYPE -> facts(name, type.getStateType().getWrappedType());
            case LISTTYPE -> new ValueFacts(name, List.of(), "list");
            case TUPLETYPE -> new ValueFacts(name, List.of(), "tuple");
            case DICTIONARYTYPE -> new ValueFacts(name, List.of(), "dictionary");
            case TYPE_NOT_SET -> new ValueFacts(name, List.of(), "unknown");
        };
    }

    private static ValueFacts tensor(String name, TensorType type) {
        List<Long> shape = new ArrayList<>();
        for (Dimension dimension : type.getDimensionsList()) {
            long size = dimension.getConstant().getSize();
            shape.add(dimension.hasConstant() && size >= 0 ? size : ValueFacts.UNKNOWN);
        }
        String dtype = DataType.ofMil(type.getDataTypeValue())
                .map(DataType::word)
                .orElse(type.getDataType().name().toLowerCase(Locale.ROOT));
        return new ValueFacts(name, shape, dtype);
    }

    /** Number of elements, an unknown dimension counted as 1; the largest {@code long} if there are more. */
    public static long elements(List<Long> shape) {
        long product = 1;
        for (long dim : shape) {
            product = times(product, dim == ValueFacts.UNKNOWN ? 1 : dim);
        }
        return product;
    }

    /** Bytes of a value; 0 for what is no tensor of numbers. */
    public static long bytes(ValueFacts value) {
        Optional<DataType> type = DataType.ofWord(value.dtype());
        long elements = elements(value.shape());
        return type.isEmpty() ? 0 : elements > Long.MAX_VALUE / 64 ? Long.MAX_VALUE : type.get().bytes(elements);
    }

    /** The product of two numbers that are not negative, or the largest {@code long}. */
    public static long times(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    /** The sum of two numbers that are not negative, or the largest {@code long}. */
    public static long plus(long a, long b) {
        return a + b >= 0 ? a + b : Long.MAX_VALUE;
    }
}
