package dev.mlrecipe.coreml.mil;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.blob.Blob;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.mil.Node.Output;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.program.WeightFiles;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the weights of a program: its constants of at least ten numbers, and everything that {@code constexpr_*}
 * operations expand, as far as operations or block outputs take them. Constants that share their stored bytes are one
 * weight, in whichever functions they are.
 *
 * <p>Constants whose form no representation describes, or that both an operation and a {@code constexpr_*} operation
 * take, are not among the weights; writing keeps them as they are.
 */
final class ProgramScan {
    /** Smaller constants are parameters rather than weights, and are stored in the program itself. */
    private static final int MIN_ELEMENTS = 10;

    private static final Set<DataType> WEIGHT_TYPES =
            EnumSet.of(DataType.FLOAT16, DataType.FLOAT32, DataType.INT8, DataType.UINT8);

    /** Names that are visible at one place; inner ones hide outer ones. */
    private record Scope(Scope outer, Map<String, Optional<Output>> names) {
        Scope(Scope outer) {
            this(outer, new HashMap<>());
        }

        /** The output of this name, empty inside for what is not constant; {@code null} if there is no such name. */
        Optional<Output> find(String name) {
            for (Scope scope = this; scope != null; scope = scope.outer) {
                Optional<Output> found = scope.names.get(name);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }

        void declare(NamedValueType value) {
            names.put(value.getName(), Optional.empty());
        }
    }

    private final Path model;
    private final ValueReader values;
    private final ConstexprReader constexpr;
    private final List<Node> nodes = new ArrayList<>();

    private ProgramScan(Path model, WeightFiles files) {
        this.model = model;
        this.values = new ValueReader(model, files);
        this.constexpr = new ConstexprReader(values);
    }

    /**
     * The weights of a program and the operations that hold them.
     *
     * @param weights weights in program order
     * @param holders for each weight the operations whose output it is, never empty
     * @param constants all constants, weights or not, in program order
     */
    record Found(List<Weight> weights, List<List<Node>> holders, List<Node> constants) {}

    /**
     * Scans the functions in the given order.
     *
     * @throws ModelException if values contradict themselves or a constant's input is defined nowhere before
     */
    static Found scan(Path model, Program program, List<String> functions, WeightFiles files) throws IOException {
        ProgramScan scan = new ProgramScan(model, files);
        for (String name : functions) {
            Function function = program.getFunctionsOrThrow(name);
            Scope scope = new Scope(null);
            function.getInputsList().forEach(scope::declare);
            scan.visit(name, function.getBlockSpecializationsOrThrow(function.getOpset()), scope);
        }
        return scan.group();
    }

    private void visit(String function, Block block, Scope scope) throws IOException {
        block.getInputsList().forEach(scope::declare);
        for (Operation op : block.getOperationsList()) {
            if (Ops.isConstant(op)) {
                addConstant(function, op, scope);
            } else {
                consume(function, op, scope);
                for (Block inner : op.getBlocksList()) {
                    visit(function, inner, new Scope(scope));
                }
                op.getOutputsList().forEach(scope::declare);
            }
        }
        for (String output : block.getOutputsList()) {
            Optional<Output> found = scope.find(output);
            if (found != null && found.isPresent()) {
                found.get().node().uses++;
                found.get().node().reachesProgram = true;
            }
        }
    }

    private void addConstant(String function, Operation op, Scope scope) throws IOException {
        Node node = op.getType().equals(Ops.CONST)
                ? constexpr.readConst(function, op)
                : constexpr.readConstexpr(function, op, name -> {
                    Optional<Output> found = scope.find(name);
                    if (found == null) {
                        throw new ModelException(
                                model,
                                "function " + function + ", operation " + Ops.name(op) + " refers to \"" + name
                                        + "\", which nothing before it makes");
                    }
                    return found;
                });
        nodes.add(node);
        for (Node input : node.inputs) {
            input.uses++;
            input.feedsConstexpr = true;
        }
        for (int i = 0; i < op.getOutputsCount(); i++) {
            scope.names().put(op.getOutputs(i).getName(), Optional.of(new Output(node, i)));
        }
    }

    private void consume(String function, Operation op, Scope scope) throws IOException {
        for (Map.Entry<String, Argument> input : new TreeMap<>(op.getInputsMap()).entrySet()) {
            List<Argument.Binding> bindings = input.getValue().getArgumentsList();
            for (int i = 0; i < bindings.size(); i++) {
                Optional<Output> found = bindings.get(i).hasName() ? scope.find(bindings.get(i).getName()) : null;
                if (found == null || found.isEmpty()) {
                    continue;
                }
                Node node = found.get().node();
                node.uses++;
                node.reachesProgram = true;
                int rank = node.form().map(form -> form.shape().rank()).orElse(0);
                boolean transposed = op.getType().equals("matmul") && isTrue(op, "transpose_" + input.getKey(), scope);
                node.consumers.add(new Consumer(
                        function,
                        Ops.name(op),
                        op.getType(),
                        input.getKey() + (bindings.size() > 1 ? "[" + i + "]" : ""),
                        ChannelRule.axes(op.getType(), input.getKey(), transposed, rank)));
            }
        }
    }

    private boolean isTrue(Operation op, String input, Scope scope) throws IOException {
        Argument argument = op.getInputsMap().get(input);
        if (argument == null || argument.getArgumentsCount() != 1) {
            return false;
        }
        Argument.Binding binding = argument.getArguments(0);
        Value value = binding.getValue();
        if (binding.hasName()) {
            Optional<Output> found = scope.find(binding.getName());
            if (found == null || found.isEmpty()) {
                return false;
            }
            value = found.get().node().op.getAttributesOrDefault(Ops.VALUE, Value.getDefaultInstance());
        }
        var bools = value.getImmediateValue().getTensor().getBools();
        return bools.getValuesCount() == 1 && bools.getValues(0);
    }

    private Found group() {
        Map<Object, List<Node>> groups = new LinkedHashMap<>();
        for (Node node : nodes) {
            if (isWeight(node)) {
                groups.computeIfAbsent(key(node), k -> new ArrayList<>()).add(node);
            }
        }
        List<Weight> weights = new ArrayList<>();
        for (List<Node> holders : groups.values()) {
            List<Consumer> consumers =
                    holders.stream().flatMap(node -> node.consumers.stream()).toList();
            Node first = holders.get(0);
            weights.add(new Weight(
                    weights.size(),
                    consumers.isEmpty() ? first.name : consumers.get(0).weightName(),
                    holders.stream().map(node -> node.name).toList(),
                    first.function,
                    consumers,
                    first.form().orElseThrow()));
        }
        return new Found(List.copyOf(weights), List.copyOf(groups.values()), List.copyOf(nodes));
    }

    private static boolean isWeight(Node node) {
        if (!node.reachesProgram || node.feedsConstexpr || node.form().isEmpty()) {
            return false;
        }
        Representation form = node.form().get();
        return !node.isConst()
                || (WEIGHT_TYPES.contains(form.type()) && form.shape().elements() >= MIN_ELEMENTS);
    }

    /** What tells that two constants share their bytes: the stored form, or the operation itself if it has no blob. */
    private static Object key(Node node) {
        Representation form = node.form().orElseThrow();
        if (!(form instanceof Dense dense)) {
            return form;
        }
        Tensor values = dense.values();
        return values.bytes() instanceof Blob ? List.of(values.type(), values.shape(), values.bytes()) : node;
    }
}
