package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.BlobFileValue;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.DictionaryType;
import dev.mlrecipe.coreml.proto.mil.DictionaryValue;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.ImmediateValue;
import dev.mlrecipe.coreml.proto.mil.ListType;
import dev.mlrecipe.coreml.proto.mil.ListValue;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.StateType;
import dev.mlrecipe.coreml.proto.mil.TensorType;
import dev.mlrecipe.coreml.proto.mil.TupleType;
import dev.mlrecipe.coreml.proto.mil.TupleValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Visits every reference to a stored blob in a program, and copies the program where a reference is to become another.
 * Parts in which nothing changes stay the very same objects; unknown fields stay everywhere.
 *
 * <p>It names every message that can hold a value, since protobuf's reflection takes tens of milliseconds to warm up.
 */
abstract class BlobReferences {
    /** What becomes of a part; the part itself if nothing changes. */
    @FunctionalInterface
    private interface Step<T> {
        T apply(T part) throws IOException;
    }

    /** What a reference becomes. */
    abstract BlobFileValue move(BlobFileValue reference) throws IOException;

    Program program(Program program) throws IOException {
        Map<String, Function> functions = program.getFunctionsMap();
        Map<String, Value> attributes = program.getAttributesMap();
        Map<String, Function> newFunctions = each(functions, this::function);
        Map<String, Value> newAttributes = each(attributes, this::value);
        return newFunctions == functions && newAttributes == attributes
                ? program
                : program.toBuilder().putAllFunctions(newFunctions).putAllAttributes(newAttributes).build();
    }

    private Function function(Function function) throws IOException {
        List<NamedValueType> inputs = function.getInputsList();
        Map<String, Block> blocks = function.getBlockSpecializationsMap();
        Map<String, Value> attributes = function.getAttributesMap();
        List<NamedValueType> newInputs = each(inputs, this::named);
        Map<String, Block> newBlocks = each(blocks, this::block);
        Map<String, Value> newAttributes = each(attributes, this::value);
        if (newInputs == inputs && newBlocks == blocks && newAttributes == attributes) {
            return function;
        }
        return function.toBuilder()
                .clearInputs()
                .addAllInputs(newInputs)
                .putAllBlockSpecializations(newBlocks)
                .putAllAttributes(newAttributes)
                .build();
    }

    private Block block(Block block) throws IOException {
        List<Operation> operations = block.getOperationsList();
        List<NamedValueType> inputs = block.getInputsList();
        Map<String, Value> attributes = block.getAttributesMap();
        List<Operation> newOperations = operations(operations);
        List<NamedValueType> newInputs = each(inputs, this::named);
        Map<String, Value> newAttributes = each(attributes, this::value);
        if (newOperations == operations && newInputs == inputs && newAttributes == attributes) {
            return block;
        }
        return block.toBuilder()
                .clearOperations()
                .addAllOperations(newOperations)
                .clearInputs()
                .addAllInputs(newInputs)
                .putAllAttributes(newAttributes)
                .build();
    }

    /** What the operations of a block become; the list itself if nothing changes. */
    List<Operation> operations(List<Operation> operations) throws IOException {
        return each(operations, this::operation);
    }

    final Operation operation(Operation op) throws IOException {
        Map<String, Argument> inputs = op.getInputsMap();
        List<NamedValueType> outputs = op.getOutputsList();
        List<Block> blocks = op.getBlocksList();
        Map<String, Value> attributes = op.getAttributesMap();
        Map<String, Argument> newInputs = each(inputs, this::argument);
        List<NamedValueType> newOutputs = each(outputs, this::named);
        List<Block> newBlocks = each(blocks, this::block);
        Map<String, Value> newAttributes = each(attributes, this::value);
        if (newInputs == inputs && newOutputs == outputs && newBlocks == blocks && newAttributes == attributes) {
            return op;
        }
        return op.toBuilder()
                .putAllInputs(newInputs)
                .clearOutputs()
                .addAllOutputs(newOutputs)
                .clearBlocks()
                .addAllBlocks(newBlocks)
                .putAllAttributes(newAttributes)
                .build();
    }

    private Argument argument(Argument argument) throws IOException {
        List<Argument.Binding> bindings = argument.getArgumentsList();
        List<Argument.Binding> newBindings = each(bindings, this::binding);
        return newBindings == bindings
                ? argument
                : argument.toBuilder().clearArguments().addAllArguments(newBindings).build();
    }

    private Argument.Binding binding(Argument.Binding binding) throws IOException {
        if (!binding.hasValue()) {
            return binding;
        }
        Value value = value(binding.getValue());
        return value == binding.getValue() ? binding : binding.toBuilder().setValue(value).build();
    }

    private NamedValueType named(NamedValueType named) throws IOException {
        ValueType type = type(named.getType());
        return type == named.getType() ? named : named.toBuilder().setType(type).build();
    }

    private Value value(Value value) throws IOException {
        ValueType type = type(value.getType());
        Value typed = type == value.getType() ? value : value.toBuilder().setType(type).build();
        return switch (value.getValueCase()) {
            case BLOBFILEVALUE -> {
                BlobFileValue moved = move(value.getBlobFileValue());
                yield moved == value.getBlobFileValue() ? typed : typed.toBuilder().setBlobFileValue(moved).build();
            }
            case IMMEDIATEVALUE -> {
                ImmediateValue inner = immediate(value.getImmediateValue());
                yield inner == value.getImmediateValue() ? typed : typed.toBuilder().setImmediateValue(inner).build();
            }
            case VALUE_NOT_SET -> typed;
        };
    }

    private ImmediateValue immediate(ImmediateValue value) throws IOException {
        switch (value.getValueCase()) {
            case TUPLE -> {
                TupleValue tuple = value.getTuple();
                List<Value> values = each(tuple.getValuesList(), this::value);
                return values == tuple.getValuesList()
                        ? value
                        : value.toBuilder()
                                .setTuple(tuple.toBuilder().clearValues().addAllValues(values))
                                .build();
            }
            case LIST -> {
                ListValue list = value.getList();
                List<Value> values = each(list.getValuesList(), this::value);
                return values == list.getValuesList()
                        ? value
                        : value.toBuilder()
                                .setList(list.toBuilder().clearValues().addAllValues(values))
                                .build();
            }
            case DICTIONARY -> {
                DictionaryValue dictionary = value.getDictionary();
                List<DictionaryValue.KeyValuePair> pairs = each(dictionary.getValuesList(), this::pair);
                return pairs == dictionary.getValuesList()
                        ? value
                        : value.toBuilder()
                                .setDictionary(dictionary.toBuilder().clearValues().addAllValues(pairs))
                                .build();
            }
            case TENSOR, VALUE_NOT_SET -> {
                return value;
            }
        }
        throw new AssertionError(value.getValueCase());
    }

    private DictionaryValue.KeyValuePair pair(DictionaryValue.KeyValuePair pair) throws IOException {
        Value key = pair.hasKey() ? value(pair.getKey()) : pair.getKey();
        Value value = pair.hasValue() ? value(pair.getValue()) : pair.getValue();
        return key == pair.getKey() && value == pair.getValue()
                ? pair
                : pair.toBuilder().setKey(key).setValue(value).build();
    }

    /** Types too can have attributes with values. */
    private ValueType type(ValueType type) throws IOException {
        switch (type.getTypeCase()) {
            case TENSORTYPE -> {
                TensorType tensor = type.getTensorType();
                if (tensor.getAttributesCount() == 0) {
                    return type;
                }
                Map<String, Value> attributes = tensor.getAttributesMap();
                Map<String, Value> changed = each(attributes, this::value);
                return changed == attributes
                        ? type
                        : type.toBuilder()
                                .setTensorType(tensor.toBuilder().putAllAttributes(changed))
                                .build();
            }
            case LISTTYPE -> {
                ListType list = type.getListType();
                ValueType inner = type(list.getType());
                return inner == list.getType()
                        ? type
                        : type.toBuilder().setListType(list.toBuilder().setType(inner)).build();
            }
            case TUPLETYPE -> {
                TupleType tuple = type.getTupleType();
                List<ValueType> inner = each(tuple.getTypesList(), this::type);
                return inner == tuple.getTypesList()
                        ? type
                        : type.toBuilder()
                                .setTupleType(tuple.toBuilder().clearTypes().addAllTypes(inner))
                                .build();
            }
            case DICTIONARYTYPE -> {
                DictionaryType dictionary = type.getDictionaryType();
                ValueType key = type(dictionary.getKeyType());
                ValueType value = type(dictionary.getValueType());
                return key == dictionary.getKeyType() && value == dictionary.getValueType()
                        ? type
                        : type.toBuilder()
                                .setDictionaryType(dictionary.toBuilder().setKeyType(key).setValueType(value))
                                .build();
            }
            case STATETYPE -> {
                StateType state = type.getStateType();
                ValueType inner = type(state.getWrappedType());
                return inner == state.getWrappedType()
                        ? type
                        : type.toBuilder().setStateType(state.toBuilder().setWrappedType(inner)).build();
            }
            case TYPE_NOT_SET -> {
                return type;
            }
        }
        throw new AssertionError(type.getTypeCase());
    }

    private static <T> List<T> each(List<T> parts, Step<T> step) throws IOException {
        List<T> changed = null;
        for (int i = 0; i < parts.size(); i++) {
            T part = parts.get(i);
            T result = step.apply(part);
            if (result != part && changed == null) {
                changed = new ArrayList<>(parts);
            }
            if (result != part) {
                changed.set(i, result);
            }
        }
        return changed == null ? parts : changed;
    }

    private static <T> Map<String, T> each(Map<String, T> parts, Step<T> step) throws IOException {
        Map<String, T> changed = null;
        for (Map.Entry<String, T> part : parts.entrySet()) {
            T result = step.apply(part.getValue());
            if (result != part.getValue() && changed == null) {
                changed = new LinkedHashMap<>(parts);
            }
            if (result != part.getValue()) {
                changed.put(part.getKey(), result);
            }
        }
        return changed == null ? parts : changed;
    }
}
