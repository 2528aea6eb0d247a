package dev.mlrecipe.coreml.graph;

import dev.mlrecipe.coreml.graph.Scope.StoredTensor;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads shapes, multiply-adds and bytes off an ML program. Looks at no weight. */
public final class GraphFacts {
    /** Blocks nest far less deeply in real programs; deeper ones are not looked into. */
    private static final int MAX_DEPTH = 100;

    private final List<OpFacts> ops = new ArrayList<>();
    private final List<Product> products = new ArrayList<>();

    private GraphFacts() {}

    /**
     * Facts about every function of an ML program, the default one first, the others by name.
     *
     * @param model any model; one that is no ML program has no functions
     */
    public static List<FunctionFacts> of(Model model) {
        String first = model.getDescription().getDefaultFunctionName();
        String defaultName = first.isEmpty() ? "main" : first;
        return model.getMlProgram().getFunctionsMap().entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<String, Function> entry) -> !entry.getKey().equals(defaultName))
                        .thenComparing(Map.Entry::getKey))
                .map(entry -> new GraphFacts().function(entry.getKey(), entry.getValue(), model))
                .toList();
    }

    /** The products of values and constants in the outermost block of an ML program's default function. */
    public static List<Product> products(Model model) {
        String first = model.getDescription().getDefaultFunctionName();
        String name = first.isEmpty() ? "main" : first;
        Function function = model.getMlProgram().getFunctionsMap().get(name);
        if (function == null) {
            return List.of();
        }
        GraphFacts facts = new GraphFacts();
        facts.function(name, function, model);
        return List.copyOf(facts.products);
    }

    private FunctionFacts function(String name, Function function, Model model) {
        DefaultShapes defaults = new DefaultShapes(model, name);
        Scope scope = new Scope(null);
        List<ValueFacts> inputs = new ArrayList<>();
        List<OpenInput> open = new ArrayList<>();
        for (NamedValueType input : function.getInputsList()) {
            ValueFacts declared = Types.facts(input.getName(), input.getType());
            ValueFacts filled = defaults.fill(declared);
            if (!declared.known()) {
                open.add(new OpenInput(filled.name(), filled.shape(), defaults.allowed(filled.name())));
            }
            inputs.add(filled);
            scope.define(filled);
        }
        Block block = function.getBlockSpecializationsOrDefault(function.getOpset(), Block.getDefaultInstance());
        List<ValueFacts> outputs = block(block, scope, 0);
        long total = 0;
        for (OpFacts op : ops) {
            total = Types.plus(total, op.multiplyAdds());
        }
        return new FunctionFacts(name, inputs, outputs, ops, total, open);
    }

    /** Adds the operations of a block and returns its outputs. */
    private List<ValueFacts> block(Block block, Scope scope, int depth) {
        for (Operation op : block.getOperationsList()) {
            if (OpFacts.isConstant(op.getType())) {
                constant(op, scope);
            } else {
                operation(op, scope, depth);
            }
        }
        return block.getOutputsList().stream()
                .map(name -> {
                    ValueFacts value = scope.value(name);
                    return value == null ? new ValueFacts(name, List.of(), "unknown") : value;
                })
                .toList();
    }

    private void constant(Operation op, Scope scope) {
        Set<StoredTensor> stored = StoredTensors.of(op, scope);
        List<ValueFacts> outputs = declared(op);
        for (ValueFacts output : outputs) {
            scope.define(output);
            scope.defineStored(output.name(), stored);
            if (op.containsAttributes("val")) {
                scope.defineConstant(output.name(), op.getAttributesOrThrow("val"));
            }
        }
        ops.add(new OpFacts(name(op), op.getType(), List.of(), outputs, 0, 0, 0, 0, 0, true));
    }

    private void operation(Operation op, Scope scope, int depth) {
        OpView view = new OpView(op, scope);
        List<ValueFacts> outputs = Shapes.resolve(declared(op), view);
        long activation = 0;
        boolean known = true;
        for (ValueFacts output : outputs) {
            activation = Types.plus(activation, Types.bytes(output));
            known &= output.known();
        }
        long weights = 0;
        for (StoredTensor tensor : StoredTensors.of(op, scope)) {
            weights = Types.plus(weights, tensor.bytes());
        }
        MultiplyAdds.Count count = MultiplyAdds.of(view, outputs);
        Operands operands = Operands.of(op, scope);
        ops.add(new OpFacts(
                name(op),
                op.getType(),
                operands.computed(),
                outputs,
                count.value(),
                activation,
                operands.computedBytes(),
                weights,
                operands.denseBytes(),
                known && count.known()));
        if (depth == 0) {
            Products.of(name(op), view, scope).ifPresent(products::add);
        }
        outputs.forEach(scope::define);
        if (depth < MAX_DEPTH) {
            for (Block nested : op.getBlocksList()) {
                block(nested, nestedScope(nested, view, scope), depth + 1);
            }
        }
    }

    /** A loop's block sees the loop variables under the names of its inputs. */
    private static Scope nestedScope(Block nested, OpView op, Scope scope) {
        Scope inner = new Scope(scope);
        List<ValueFacts> variables = op.values("loop_vars");
        for (int i = 0; i < nested.getInputsCount(); i++) {
            NamedValueType input = nested.getInputs(i);
            ValueFacts declared = Types.facts(input.getName(), input.getType());
            inner.define(i < variables.size() ? Shapes.fill(declared, variables.get(i).shape()) : declared);
        }
        return inner;
    }

    private static List<ValueFacts> declared(Operation op) {
        return op.getOutputsList().stream()
                .map(output -> Types.facts(output.getName(), output.getType()))
                .toList();
    }

    /** The attribute {@code name}, or the first output where there is none. */
    private static String name(Operation op) {
        List<String> names = op.getAttributesMap().containsKey("name")
                ? op.getAttributesOrThrow("name").getImmediateValue().getTensor().getStrings().getValuesList()
                : List.of();
        if (!names.isEmpty()) {
            return names.get(0);
        }
        return op.getOutputsCount() > 0 ? op.getOutputs(0).getName() : "";
    }
}
