package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.TensorValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** An operation with its parameters looked up, wherever they stand: bound by name, inline, or as attributes. */
final class OpView {
    private final Operation op;
    private final Scope scope;

    OpView(Operation op, Scope scope) {
        this.op = op;
        this.scope = scope;
    }

    String type() {
        return op.getType();
    }

    int outputs() {
        return op.getOutputsCount();
    }

    boolean has(String parameter) {
        return op.containsInputs(parameter) || op.containsAttributes(parameter);
    }

    /** Shape of a parameter; empty if it is not given or not known at all. */
    Optional<List<Long>> shape(String parameter) {
        List<ValueFacts> values = values(parameter);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0).shape());
    }

    /** Shape of the first of these parameters that is given. */
    Optional<List<Long>> firstShape(String... parameters) {
        for (String parameter : parameters) {
            if (has(parameter)) {
                return shape(parameter);
            }
        }
        return Optional.empty();
    }

    /** All values bound to a parameter, in order; nothing if one of them is not defined. */
    List<ValueFacts> values(String parameter) {
        List<ValueFacts> result = new ArrayList<>();
        for (Argument.Binding binding : op.getInputsOrDefault(parameter, Argument.getDefaultInstance())
                .getArgumentsList()) {
            ValueFacts value =
                    binding.hasValue() ? Types.facts("", binding.getValue().getType()) : scope.value(binding.getName());
            if (value == null) {
                return List.of();
            }
            result.add(value);
        }
        if (result.isEmpty() && op.containsAttributes(parameter)) {
            result.add(Types.facts("", op.getAttributesOrThrow(parameter).getType()));
        }
        return result;
    }

    /** A constant parameter of integers that is stored inside the program. */
    Optional<long[]> longs(String parameter) {
        return constant(parameter).flatMap(OpView::longs);
    }

    long number(String parameter, long otherwise) {
        long[] values = longs(parameter).orElse(new long[0]);
        return values.length == 1 ? values[0] : otherwise;
    }

    boolean flag(String parameter) {
        TensorValue tensor = constant(parameter)
                .map(value -> value.getImmediateValue().getTensor())
                .orElse(TensorValue.getDefaultInstance());
        return tensor.getBools().getValuesCount() == 1 && tensor.getBools().getValues(0);
    }

    boolean[] flags(String parameter, int count) {
        boolean[] flags = new boolean[count];
        constant(parameter).ifPresent(value -> {
            List<Boolean> bools = value.getImmediateValue().getTensor().getBools().getValuesList();
            for (int i = 0; i < Math.min(count, bools.size()); i++) {
                flags[i] = bools.get(i);
            }
        });
        return flags;
    }

    String text(String parameter, String otherwise) {
        TensorValue tensor = constant(parameter)
                .map(value -> value.getImmediateValue().getTensor())
                .orElse(TensorValue.getDefaultInstance());
        return tensor.getStrings().getValuesCount() == 1 ? tensor.getStrings().getValues(0) : otherwise;
    }

    private Optional<Value> constant(String parameter) {
        Argument argument = op.getInputsOrDefault(parameter, Argument.getDefaultInstance());
        if (argument.getArgumentsCount() == 1) {
            Argument.Binding binding = argument.getArguments(0);
            return Optional.ofNullable(binding.hasValue() ? binding.getValue() : scope.constant(binding.getName()));
        }
        return Optional.ofNullable(op.getAttributesMap().get(parameter));
    }

    private static Optional<long[]> longs(Value value) {
        TensorValue tensor = value.getImmediateValue().getTensor();
        return switch (tensor.getValueCase()) {
            case INTS -> Optional.of(tensor.getInts().getValuesList().stream().mapToLong(Integer::longValue).toArray());
            case LONGINTS -> Optional.of(
                    tensor.getLongInts().getValuesList().stream().mapToLong(Long::longValue).toArray());
            case BYTES -> smallIntegers(value.getType(), tensor.getBytes().getValues().toByteArray());
            default -> Optional.empty();
        };
    }

    private static Optional<long[]> smallIntegers(ValueType type, byte[] bytes) {
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type.getTensorType().getDataType()) {
            case INT16 -> Optional.of(fill(bytes.length / 2, i -> view.getShort(2 * i)));
            case UINT16 -> Optional.of(fill(bytes.length / 2, i -> view.getShort(2 * i) & 0xffff));
            case INT8 -> Optional.of(fill(bytes.length, i -> bytes[i]));
            case UINT8 -> Optional.of(fill(bytes.length, i -> bytes[i] & 0xff));
            case UINT32 -> Optional.of(fill(bytes.length / 4, i -> view.getInt(4 * i) & 0xffffffffL));
            default -> Optional.empty();
        };
    }

    private static long[] fill(int count, IntToLongFunction value) {
        return IntStream.range(0, count).mapToLong(value).toArray();
    }
}
