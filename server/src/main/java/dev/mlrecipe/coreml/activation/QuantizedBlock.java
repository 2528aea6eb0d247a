package dev.mlrecipe.coreml.activation;

import dev.mlrecipe.coreml.activation.ActivationGraph.Use;
import dev.mlrecipe.coreml.activation.GridPlan.Key;
import dev.mlrecipe.coreml.program.ImmediateBytes;
import dev.mlrecipe.coreml.program.NamePool;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.Values;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a block with its activations quantized. For one use. */
final class QuantizedBlock {
    private static final String INPUT = "input";

    private final ActivationGraph graph;
    private final GridPlan plan;
    private final NamePool names;
    private final List<Operation> written = new ArrayList<>();
    private final Map<Key, String> quantized = new HashMap<>();
    private final Map<Key, String> dequantized = new HashMap<>();

    QuantizedBlock(Function function, ActivationCuts cuts, Map<String, Range> ranges) {
        graph = cuts.graph();
        plan = new GridPlan(cuts, ranges);
        names = new NamePool(function);
    }

    List<Operation> operations() throws IOException {
        for (int i = 0; i < graph.ops().size(); i++) {
            Operation op = graph.ops().get(i);
            written.add(plan.isInteger(i) ? onCodes(op) : operation(i, op));
        }
        return written;
    }

    /** A reshape of codes instead of a reshape of the values that they stand for. */
    private Operation onCodes(Operation op) throws IOException {
        String from = ActivationGraph.input(op, "x").orElseThrow();
        String to = op.getOutputs(0).getName();
        Key codes = new Key(from, plan.behind(from).orElseThrow());
        String name = quantize(codes);
        quantized.put(new Key(to, codes.grid()), to);
        NamedValueType output = op.getOutputs(0).toBuilder()
                .setType(withElement(op.getOutputs(0).getType(), codes.grid().codes()))
                .build();
        return op.toBuilder().putInputs("x", argument(name)).setOutputs(0, output).build();
    }

    private Operation operation(int number, Operation op) throws IOException {
        Operation.Builder changed = op.toBuilder();
        boolean same = true;
        for (Map.Entry<String, Argument> input : new TreeMap<>(op.getInputsMap()).entrySet()) {
            Argument.Builder argument = input.getValue().toBuilder();
            for (int i = 0; i < argument.getArgumentsCount(); i++) {
                Argument.Binding binding = argument.getArguments(i);
                Optional<String> other = binding.hasName()
                        ? replacement(binding.getName(), new Use(number, input.getKey()))
                        : Optional.empty();
                if (other.isPresent()) {
                    argument.setArguments(i, Argument.Binding.newBuilder().setName(other.get()));
                    changed.putInputs(input.getKey(), argument.build());
                    same = false;
                }
            }
        }
        for (int i = 0; i < op.getBlocksCount(); i++) {
            Block inner = inside(op.getBlocks(i), new Use(number, ""));
            if (inner != op.getBlocks(i)) {
                changed.setBlocks(i, inner);
                same = false;
            }
        }
        return same ? op : changed.build();
    }

    /** The block of an operation, with names of quantized values in place of others. */
    private Block inside(Block block, Use use) throws IOException {
        Block.Builder changed = block.toBuilder();
        boolean same = true;
        for (int i = 0; i < block.getOperationsCount(); i++) {
            Operation.Builder op = block.getOperations(i).toBuilder();
            boolean sameOp = true;
            for (Map.Entry<String, Argument> input : new TreeMap<>(op.getInputsMap()).entrySet()) {
                Argument.Builder argument = input.getValue().toBuilder();
                for (int a = 0; a < argument.getArgumentsCount(); a++) {
                    String name = argument.getArguments(a).getName();
                    Optional<String> other = replacement(name, use);
                    if (other.isPresent()) {
                        argument.setArguments(a, Argument.Binding.newBuilder().setName(other.get()));
                        op.putInputs(input.getKey(), argument.build());
                        sameOp = false;
                    }
                }
            }
            for (int b = 0; b < op.getBlocksCount(); b++) {
                Block inner = inside(op.getBlocks(b), use);
                sameOp &= inner == op.getBlocks(b);
                op.setBlocks(b, inner);
            }
            if (!sameOp) {
                changed.setOperations(i, op);
                same = false;
            }
        }
        for (int i = 0; i < block.getOutputsCount(); i++) {
            Optional<String> other = replacement(block.getOutputs(i), use);
            if (other.isPresent()) {
                changed.setOutputs(i, other.get());
                same = false;
            }
        }
        return same ? block : changed.build();
    }

    /** What a reader takes instead of a value; empty if it takes the value itself. */
    private Optional<String> replacement(String value, Use use) throws IOException {
        Optional<Grid> grid = plan.read(value, use);
        if (grid.isEmpty()) {
            return Optional.empty();
        }
        Key key = new Key(value, grid.get());
        Optional<Grid> own = plan.normalized(use);
        return Optional.of(own.isPresent() ? dequantize(value, quantize(key), own.get()) : dequantize(key));
    }

    /** The codes of a value. */
    private String quantize(Key key) throws IOException {
        String known = quantized.get(key);
        if (known != null) {
            return known;
        }
        Optional<Grid> behind = plan.behind(key.value());
        String from = behind.isEmpty() || behind.get().equals(key.grid())
                ? key.value()
                : dequantize(new Key(key.value(), behind.get()));
        Grid grid = plan.stored(key);
        String name = names.fresh(key.value() + "_quantize");
        Map<String, String> inputs = parameters(name, grid);
        inputs.put(INPUT, from);
        String word = grid.codes() == DataType.INT8 ? "int8" : "uint8";
        inputs.put("output_dtype", constant(name + "_output_dtype", Values.string(word)));
        write("quantize", name, withElement(graph.type(key.value()), grid.codes()), inputs);
        quantized.put(key, name);
        return name;
    }

    /** The values that the codes of a value stand for. */
    private String dequantize(Key key) throws IOException {
        String known = dequantized.get(key);
        if (known == null) {
            known = dequantize(key.value(), quantize(key), plan.expanded(key));
            dequantized.put(key, known);
        }
        return known;
    }

    private String dequantize(String value, String codes, Grid grid) throws IOException {
        String name = names.fresh(value + "_dequantize");
        Map<String, String> inputs = parameters(name, grid);
        inputs.put(INPUT, codes);
        write("dequantize", name, graph.type(value), inputs);
        return name;
    }

    private Map<String, String> parameters(String op, Grid grid) throws IOException {
        Map<String, String> inputs = new TreeMap<>();
        inputs.put("scale", constant(op + "_scale", Values.immediate(scalar(grid.floats(), grid.scale()))));
        if (grid.zeroPoint() != 0) {
            Tensor zeroPoint = new Tensor(
                    grid.codes(), Shape.of(), new ImmediateBytes(new byte[] {(byte) grid.zeroPoint()}));
            inputs.put("zero_point", constant(op + "_zero_point", Values.immediate(zeroPoint)));
        }
        return inputs;
    }

    private static Tensor scalar(DataType type, float value) {
        ByteBuffer bytes = ByteBuffer.allocate(type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
        if (type == DataType.FLOAT16) {
            bytes.putShort(Float.floatToFloat16(value));
        } else {
            bytes.putFloat(value);
        }
        return new Tensor(type, Shape.of(), new ImmediateBytes(bytes.array()));
    }

    private String constant(String wanted, Value value) {
        String name = names.fresh(wanted);
        written.add(Operation.newBuilder()
                .setType(Ops.CONST)
                .putAttributes(Ops.NAME, Values.string(name))
                .putAttributes(Ops.VALUE, value)
                .addOutputs(NamedValueType.newBuilder().setName(name).setType(value.getType()))
                .build());
        return name;
    }

    private void write(String type, String name, ValueType output, Map<String, String> inputs) {
        Operation.Builder op = Operation.newBuilder()
                .setType(type)
                .putAttributes(Ops.NAME, Values.string(name))
                .addOutputs(NamedValueType.newBuilder().setName(name).setType(output));
        inputs.forEach((parameter, value) -> op.putInputs(parameter, argument(value)));
        written.add(op.build());
    }

    private static Argument argument(String name) {
        return Argument.newBuilder()
                .addArguments(Argument.Binding.newBuilder().setName(name))
                .build();
    }

    private static ValueType withElement(ValueType type, DataType element) {
        return type.toBuilder()
                .setTensorType(type.getTensorType().toBuilder().setDataTypeValue(element.mil()))
                .build();
    }
}
