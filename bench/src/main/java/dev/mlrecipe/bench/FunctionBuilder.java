package dev.mlrecipe.bench;

import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.proto.ArrayDataType;
import dev.mlrecipe.coreml.proto.ArrayFeatureType;
import dev.mlrecipe.coreml.proto.FeatureDescription;
import dev.mlrecipe.coreml.proto.FeatureType;
import dev.mlrecipe.coreml.proto.FunctionDescription;
import dev.mlrecipe.coreml.proto.StateFeatureType;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.DataType;
import dev.mlrecipe.coreml.proto.mil.Dimension;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One function of an ML program and its interface, built operation by operation. */
final class FunctionBuilder {
    /** Has states, several functions and sub-byte types. */
    static final Opset OPSET = Opset.COREML8;

    private final Function.Builder function = Function.newBuilder().setOpset(OPSET.word());
    private final FunctionDescription.Builder description = FunctionDescription.newBuilder();
    private final Block.Builder block = Block.newBuilder();
    private final Map<String, ValueType> types = new HashMap<>();

    FunctionBuilder(String name) {
        description.setName(name);
    }

    /** The input of an operation: the name of a variable, or a constant of its own. */
    record In(String key, Object value) {}

    static In in(String key, String variable) {
        return new In(key, variable);
    }

    static In in(String key, Value constant) {
        return new In(key, constant);
    }

    String input(String name, ValueType type) {
        declare(name, type);
        description.addInput(feature(
                name, FeatureType.newBuilder().setMultiArrayType(array(type)).build()));
        return name;
    }

    String state(String name, ValueType wrapped) {
        declare(name, Mil.state(wrapped));
        description.addState(feature(
                name,
                FeatureType.newBuilder()
                        .setStateType(StateFeatureType.newBuilder().setArrayType(array(wrapped)))
                        .build()));
        return name;
    }

    private void declare(String name, ValueType type) {
        function.addInputs(NamedValueType.newBuilder().setName(name).setType(type));
        types.put(name, type);
    }

    void output(String variable) {
        block.addOutputs(variable);
        description.addOutput(feature(
                variable,
                FeatureType.newBuilder()
                        .setMultiArrayType(array(types.get(variable)))
                        .build()));
    }

    String constant(String name, Value value) {
        block.addOperations(Operation.newBuilder()
                .setType("const")
                .putAttributes("name", Mil.text(name))
                .putAttributes("val", value)
                .addOutputs(NamedValueType.newBuilder().setName(name).setType(value.getType())));
        types.put(name, value.getType());
        return name;
    }

    /** Adds an operation whose only output has its name. */
    String op(String type, String name, ValueType output, In... inputs) {
        add(type, name, List.of(NamedValueType.newBuilder().setName(name).setType(output).build()), inputs);
        types.put(name, output);
        return name;
    }

    /** Adds an operation without output. */
    void effect(String type, String name, In... inputs) {
        add(type, name, List.of(), inputs);
    }

    private void add(String type, String name, List<NamedValueType> outputs, In... inputs) {
        Operation.Builder operation =
                Operation.newBuilder().setType(type).putAttributes("name", Mil.text(name)).addAllOutputs(outputs);
        for (In input : inputs) {
            String variable = input.value() instanceof Value value
                    ? constant(name + "_" + input.key(), value)
                    : (String) input.value();
            operation.putInputs(
                    input.key(),
                    Argument.newBuilder()
                            .addArguments(Argument.Binding.newBuilder().setName(variable))
                            .build());
        }
        block.addOperations(operation);
    }

    Function build() {
        return function.clone()
                .putBlockSpecializations(OPSET.word(), block.build())
                .build();
    }

    FunctionDescription describe() {
        return description.build();
    }

    private static FeatureDescription feature(String name, FeatureType type) {
        return FeatureDescription.newBuilder().setName(name).setType(type).build();
    }

    private static ArrayFeatureType array(ValueType type) {
        TensorType tensor = type.getTensorType();
        ArrayFeatureType.Builder array = ArrayFeatureType.newBuilder()
                .setDataType(
                        tensor.getDataType() == DataType.INT32 ? ArrayDataType.ARRAY_INT32 : ArrayDataType.ARRAY_FLOAT16);
        for (Dimension dimension : tensor.getDimensionsList()) {
            array.addShape(dimension.getConstant().getSize());
        }
        return array.build();
    }
}
