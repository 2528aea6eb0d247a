package dev.mlrecipe.coreml.activation;

import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The operations of a function's outermost block with what they take and who takes what they make. */
final class ActivationGraph {
    /** Where operations take the values that are quantized, as in coremltools. */
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            "conv", List.of("x"),
            "linear", List.of("x"),
            "avg_pool", List.of("x"),
            "max_pool", List.of("x"),
            "add", List.of("x", "y"));

    /**
     * One reading of a value.
     *
     * @param op number of the operation
     * @param input its parameter; empty where an operation in a block of it reads the value
     */
    record Use(int op, String input) {}

    /** A number of an operation and the operation. */
    record Place(int number, Operation op) {}

    private final List<Operation> ops;
    private final Set<String> outputs;
    private final Map<String, ValueType> types = new HashMap<>();
    private final Map<String, Place> makers = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();

    ActivationGraph(Function function) {
        Block block = function.getBlockSpecializationsOrThrow(function.getOpset());
        ops = block.getOperationsList();
        outputs = new HashSet<>(block.getOutputsList());
        function.getInputsList().forEach(this::declare);
        block.getInputsList().forEach(this::declare);
        for (int i = 0; i < ops.size(); i++) {
            Operation op = ops.get(i);
            // The order of a map on the wire means nothing.
            for (Map.Entry<String, Argument> input : new TreeMap<>(op.getInputsMap()).entrySet()) {
                read(input.getValue(), new Use(i, input.getKey()));
            }
            for (Block inner : op.getBlocksList()) {
                readInside(inner, new Use(i, ""));
            }
            for (NamedValueType output : op.getOutputsList()) {
                declare(output);
                makers.put(output.getName(), new Place(i, op));
            }
        }
    }

    private void declare(NamedValueType value) {
        types.put(value.getName(), value.getType());
    }

    private void read(Argument argument, Use use) {
        for (Argument.Binding binding : argument.getArgumentsList()) {
            if (binding.hasName()) {
                uses.computeIfAbsent(binding.getName(), name -> new ArrayList<>()).add(use);
            }
        }
    }

    private void readInside(Block block, Use use) {
        for (Operation op : block.getOperationsList()) {
            op.getInputsMap().values().forEach(argument -> read(argument, use));
            op.getBlocksList().forEach(inner -> readInside(inner, use));
        }
        block.getOutputsList().forEach(name -> uses.computeIfAbsent(name, key -> new ArrayList<>()).add(use));
    }

    List<Operation> ops() {
        return ops;
    }

    List<Use> uses(String value) {
        return uses.getOrDefault(value, List.of());
    }

    /** The operation that makes a value; empty for inputs. */
    Optional<Place> maker(String value) {
        return Optional.ofNullable(makers.get(value));
    }

    boolean isOutput(String value) {
        return outputs.contains(value);
    }

    ValueType type(String value) {
        return types.get(value);
    }

    /** float16 or float32; empty for everything else. */
    Optional<DataType> floats(String value) {
        return Optional.ofNullable(types.get(value))
                .flatMap(ValueReader::elementType)
                .filter(type -> type == DataType.FLOAT16 || type == DataType.FLOAT32);
    }

    /** The value bound to a parameter. */
    static Optional<String> input(Operation op, String parameter) {
        Argument argument = op.getInputsMap().get(parameter);
        return argument == null || argument.getArgumentsCount() != 1 || !argument.getArguments(0).hasName()
                ? Optional.empty()
                : Optional.of(argument.getArguments(0).getName());
    }

    /** The operation as a site; empty if it is none. */
    Optional<ActivationSite> site(int number) {
        Operation op = ops.get(number);
        List<String> parameters = PARAMETERS.get(op.getType());
        if (parameters == null || op.getOutputsCount() != 1) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (String parameter : parameters) {
            input(op, parameter).filter(this::quantizable).ifPresent(values::add);
        }
        return values.size() == parameters.size()
                ? Optional.of(new ActivationSite(Ops.name(op), op.getType(), values))
                : Optional.empty();
    }

    /** Whether a use is one of a site's quantized inputs. */
    boolean takes(Use use) {
        return PARAMETERS.getOrDefault(ops.get(use.op()).getType(), List.of()).contains(use.input());
    }

    /** Whether floating-point numbers are computed here while the model runs. */
    boolean isComputed(String value) {
        return floats(value).isPresent()
                && maker(value).map(Place::op).filter(Ops::isConstant).isEmpty();
    }

    private boolean quantizable(String value) {
        return isComputed(value)
                && maker(value)
                        .filter(place -> place.op().getType().equals("dequantize"))
                        .isEmpty();
    }
}
