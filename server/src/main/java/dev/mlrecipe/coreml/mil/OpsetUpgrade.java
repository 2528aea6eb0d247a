package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.program.ImmediateBytes;
import dev.mlrecipe.coreml.program.NamePool;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Raises a program from CoreML5 to CoreML6, the first opset with compressed weights.
 *
 * <p>All operations keep their meaning. Four of them have more inputs at CoreML6: {@code topk} ({@code sort} and
 * {@code return_indices}, true), {@code gather} and {@code gather_nd} ({@code batch_dims}, 0), {@code crop_resize}
 * ({@code pad_value}, 0 of the type of {@code x}). The format wants them present, so they are added as consts.
 */
final class OpsetUpgrade {
    private final Path model;
    private NamePool names;

    private OpsetUpgrade(Path model) {
        this.model = model;
    }

    /** Whether programs can be raised like this; staying at the same opset always works. */
    static boolean supports(Opset from, Opset to) {
        return from == to || (from == Opset.COREML5 && to == Opset.COREML6);
    }

    /**
     * The raised program.
     *
     * @param model names the file in messages
     * @throws ModelException if a function already has a block for CoreML6, or the type of an operand is unknown
     */
    static Program toCoreMl6(Path model, Program program) throws IOException {
        Program.Builder raised = program.toBuilder();
        for (Map.Entry<String, Function> function :
                new TreeMap<>(program.getFunctionsMap()).entrySet()) {
            raised.putFunctions(
                    function.getKey(), new OpsetUpgrade(model).function(function.getKey(), function.getValue()));
        }
        return raised.build();
    }

    private Function function(String name, Function function) throws IOException {
        String opset = Opset.COREML6.word();
        if (function.containsBlockSpecializations(opset)) {
            throw new ModelException(
                    model, "function " + name + " of " + function.getOpset() + " has a block for " + opset + " too");
        }
        names = new NamePool(function);
        Map<String, ValueType> types = new HashMap<>();
        function.getInputsList().forEach(input -> types.put(input.getName(), input.getType()));
        Block block = block(function.getBlockSpecializationsOrThrow(function.getOpset()), types);
        return function.toBuilder()
                .removeBlockSpecializations(function.getOpset())
                .putBlockSpecializations(opset, block)
                .setOpset(opset)
                .build();
    }

    private Block block(Block block, Map<String, ValueType> outer) throws IOException {
        Map<String, ValueType> types = new HashMap<>(outer);
        block.getInputsList().forEach(input -> types.put(input.getName(), input.getType()));
        Block.Builder out = block.toBuilder().clearOperations();
        for (Operation op : block.getOperationsList()) {
            Operation.Builder raised = op.toBuilder();
            for (int i = 0; i < op.getBlocksCount(); i++) {
                raised.setBlocks(i, block(op.getBlocks(i), types));
            }
            addDefaults(raised, out, types);
            out.addOperations(raised);
            op.getOutputsList().forEach(output -> types.put(output.getName(), output.getType()));
        }
        return out.build();
    }

    private void addDefaults(Operation.Builder op, Block.Builder block, Map<String, ValueType> types)
            throws IOException {
        switch (op.getType()) {
            case "topk" -> {
                addDefault(op, block, "sort", Values.bool(true));
                addDefault(op, block, "return_indices", Values.bool(true));
            }
            case "gather", "gather_nd" -> addDefault(op, block, "batch_dims", Values.int32(0));
            case "crop_resize" -> addDefault(op, block, "pad_value", zero(elementType(op, "x", types)));
            default -> {}
        }
    }

    private void addDefault(Operation.Builder op, Block.Builder block, String input, Value value) {
        if (op.containsInputs(input)) {
            return;
        }
        String name = names.fresh(Ops.name(op.build()) + "_" + input + "_0");
        block.addOperations(Operation.newBuilder()
                .setType(Ops.CONST)
                .putAttributes(Ops.NAME, Values.string(name))
                .putAttributes(Ops.VALUE, value)
                .addOutputs(NamedValueType.newBuilder().setName(name).setType(value.getType())));
        op.putInputs(
                input,
                Argument.newBuilder()
                        .addArguments(Argument.Binding.newBuilder().setName(name))
                        .build());
    }

    private DataType elementType(Operation.Builder op, String input, Map<String, ValueType> types)
            throws ModelException {
        Argument argument = op.getInputsOrDefault(input, Argument.getDefaultInstance());
        Optional<DataType> type = Optional.empty();
        if (argument.getArgumentsCount() == 1) {
            Argument.Binding binding = argument.getArguments(0);
            type = ValueReader.elementType(
                    binding.hasName()
                            ? types.getOrDefault(binding.getName(), ValueType.getDefaultInstance())
                            : binding.getValue().getType());
        }
        return type.orElseThrow(() -> new ModelException(
                model, "operation " + Ops.name(op.build()) + ": the type of input " + input + " is unknown"));
    }

    private static Value zero(DataType type) throws IOException {
        return Values.immediate(new Tensor(type, Shape.of(), new ImmediateBytes(new byte[(int) type.bytes(1)])));
    }
}
