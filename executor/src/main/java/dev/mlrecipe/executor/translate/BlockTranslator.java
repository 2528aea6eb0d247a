package dev.mlrecipe.executor.translate;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.mil.ProgramParts;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.program.ValueReader;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.TensorValue;
import dev.mlrecipe.coreml.proto.mil.Value;
import dev.mlrecipe.coreml.proto.mil.ValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.graph.OnnxGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Translates the operations of a block one after another. */
final class BlockTranslator {
    /** The one operation that changes what a name stands for. */
    private static final String WRITE_STATE = "write_state";

    private static final dev.mlrecipe.coreml.proto.mil.DataType STRING =
            dev.mlrecipe.coreml.proto.mil.DataType.STRING;

    private final Path path;
    private final ProgramParts parts;
    private final Rules rules;
    private final boolean roundHalves;
    private final Map<String, String> refused;
    private final List<Unsupported> unsupported;
    private final Set<String> read = new HashSet<>();

    /**
     * @param refused operations that are known not to run, with the reason
     * @param unsupported gets those that cannot be run
     */
    BlockTranslator(
            Path path,
            ProgramParts parts,
            Rules rules,
            boolean roundHalves,
            Map<String, String> refused,
            List<Unsupported> unsupported) {
        this.path = path;
        this.parts = parts;
        this.rules = rules;
        this.roundHalves = roundHalves;
        this.refused = refused;
        this.unsupported = unsupported;
    }

    /** Constants whose numbers the translation depends on. */
    Set<String> read() {
        return read;
    }

    /** Translates a block and returns its outputs; {@link Operand#MISSING} for those that cannot be computed. */
    List<Operand> block(Block block, Scope scope, OnnxGraph graph) throws IOException {
        for (Operation op : block.getOperationsList()) {
            if (Ops.isConstant(op)) {
                constant(op, scope);
            } else {
                operation(op, scope, graph);
            }
        }
        List<Operand> outputs = new ArrayList<>();
        for (String name : block.getOutputsList()) {
            outputs.add(find(scope, name, "the block's outputs"));
        }
        return outputs;
    }

    private void constant(Operation op, Scope scope) {
        Optional<Representation> form = parts.constant(op);
        for (NamedValueType output : op.getOutputsList()) {
            scope.define(
                    output.getName(),
                    form.map(known -> Operand.constant(output.getName(), known, read))
                            .or(() -> text(op.getAttributesMap().get(Ops.VALUE)))
                            .orElse(op.getType().equals(Ops.CONST) ? Operand.text("") : Operand.MISSING));
        }
        boolean last = op.getOutputsCount() == 1;
        if (form.isEmpty() && last && op.getType().startsWith(Ops.CONSTEXPR)) {
            unsupported.add(new Unsupported(Ops.name(op), op.getType(), "this compressed form cannot be read"));
        }
    }

    private static Optional<Operand> text(Value value) {
        if (value == null) {
            return Optional.empty();
        }
        TensorValue tensor = value.getImmediateValue().getTensor();
        return tensor.getStrings().getValuesCount() == 1
                ? Optional.of(Operand.text(tensor.getStrings().getValues(0)))
                : Optional.empty();
    }

    private void operation(Operation op, Scope scope, OnnxGraph graph) throws IOException {
        List<Operand> results;
        Optional<Map<String, List<Operand>>> parameters = parameters(op, scope);
        if (parameters.isEmpty()) {
            results = List.of(); // What it needs cannot be computed, which was said already.
        } else {
            results = translate(op, parameters.get(), scope, graph);
        }
        for (int i = 0; i < op.getOutputsCount(); i++) {
            scope.define(op.getOutputs(i).getName(), i < results.size() ? results.get(i) : Operand.MISSING);
        }
        if (parameters.isEmpty() && op.getType().equals(WRITE_STATE)) {
            op.getInputsOrThrow("input").getArgumentsList().forEach(state ->
                    scope.redefine(state.getName(), Operand.MISSING));
        }
    }

    private List<Operand> translate(Operation op, Map<String, List<Operand>> parameters, Scope scope, OnnxGraph graph)
            throws IOException {
        int before = graph.size();
        try {
            if (refused.containsKey(Ops.name(op))) {
                throw new Refused(refused.get(Ops.name(op)));
            }
            graph.origin(Ops.name(op));
            Rule rule = rules.find(op.getType())
                    .orElseThrow(() -> new Refused("this type of operation is not supported"));
            List<Operand> declared = new ArrayList<>();
            for (NamedValueType output : op.getOutputsList()) {
                declared.add(declared(output));
            }
            List<String> refs = rule.translate(new Site(op, parameters, declared, this, scope, graph));
            List<Operand> results = new ArrayList<>();
            for (int i = 0; i < declared.size(); i++) {
                String ref = refs.get(i);
                boolean half = roundHalves && element(op.getOutputs(i).getType()) == DataType.FLOAT16;
                results.add(Operand.computed(
                        half ? graph.roundedToHalf(ref) : ref, declared.get(i).kind(), dims(op.getOutputs(i))));
            }
            return results;
        } catch (Refused reason) {
            return refuse(op, reason.getMessage(), graph, before);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException
                | ArithmeticException contradiction) {
            // Rules take it that numbers and shapes of parameters fit each other, as they do in valid programs.
            return refuse(op, "its parameters contradict each other", graph, before);
        }
    }

    private List<Operand> refuse(Operation op, String reason, OnnxGraph graph, int before) {
        graph.shrink(before);
        unsupported.add(new Unsupported(Ops.name(op), op.getType(), reason));
        return List.of();
    }

    /** Type and shape of a value, under its name in the program. Text is a label, which becomes its index. */
    static Operand declared(NamedValueType output) throws Refused {
        boolean label = output.getType().getTensorType().getDataType() == STRING;
        DataType type = label ? DataType.INT32 : element(output.getType());
        if (type == null) {
            throw new Refused("its output " + output.getName() + " holds no numbers");
        }
        return Operand.computed(output.getName(), Kind.of(type), dims(output));
    }

    /** Element type of a tensor, of a list's tensors, a dictionary's values or a state; {@code null} without numbers. */
    static DataType element(ValueType type) {
        return switch (type.getTypeCase()) {
            case TENSORTYPE -> ValueReader.elementType(type).orElse(null);
            case LISTTYPE -> element(type.getListType().getType());
            case DICTIONARYTYPE -> element(type.getDictionaryType().getValueType());
            case STATETYPE -> element(type.getStateType().getWrappedType());
            default -> null;
        };
    }

    /** The shape; that of a list counts its tensors first. */
    static long[] dims(NamedValueType value) {
        return dims(value.getType());
    }

    static long[] dims(ValueType type) {
        if (type.hasListType()) {
            long[] inner = dims(type.getListType().getType());
            if (inner == null) {
                return null;
            }
            long[] dims = new long[inner.length + 1];
            dims[0] = -1;
            System.arraycopy(inner, 0, dims, 1, inner.length);
            return dims;
        }
        ValueType tensor = type.hasStateType() ? type.getStateType().getWrappedType() : type;
        var dimensions = tensor.getTensorType().getDimensionsList();
        if (dimensions.stream().anyMatch(dim -> dim.getUnknown().getVariadic())) {
            return null;
        }
        return dimensions.stream()
                .mapToLong(dim -> dim.hasConstant() ? dim.getConstant().getSize() : -1)
                .toArray();
    }

    /** The values of all parameters; empty if one of them cannot be computed. */
    private Optional<Map<String, List<Operand>>> parameters(Operation op, Scope scope) throws IOException {
        Map<String, List<Operand>> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, Argument> input : op.getInputsMap().entrySet()) {
            List<Operand> values = new ArrayList<>();
            for (Argument.Binding binding : input.getValue().getArgumentsList()) {
                String place = Ops.name(op) + "." + input.getKey();
                Operand value = binding.hasValue()
                        ? inline(binding.getValue(), place)
                        : find(scope, binding.getName(), place);
                if (value == Operand.MISSING) {
                    return Optional.empty();
                }
                values.add(value);
            }
            parameters.put(input.getKey(), values);
        }
        return Optional.of(parameters);
    }

    private Operand inline(Value value, String place) throws IOException {
        return parts.tensor(value, place)
                .map(tensor -> Operand.constant(place, new Dense(tensor), read))
                .or(() -> text(value))
                .orElse(Operand.text(""));
    }

    private Operand find(Scope scope, String name, String place) throws ModelException {
        Operand found = scope.find(name);
        if (found == null) {
            throw new ModelException(path, place + " refers to \"" + name + "\", which nothing before it makes");
        }
        return found;
    }
}
