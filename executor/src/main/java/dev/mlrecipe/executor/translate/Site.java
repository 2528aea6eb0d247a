package dev.mlrecipe.executor.translate;

import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.graph.OnnxGraph;
import dev.mlrecipe.executor.onnx.AttributeProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One operation that is being translated: its parameters, wherever they stand, and the graph that gets its nodes.
 * Parameters have the names and defaults of the program's operation set.
 */
public final class Site {
    private final Operation op;
    private final Map<String, List<Operand>> parameters;
    private final List<Operand> outputs;
    private final BlockTranslator translator;
    private final Scope scope;
    private final OnnxGraph graph;

    Site(
            Operation op,
            Map<String, List<Operand>> parameters,
            List<Operand> outputs,
            BlockTranslator translator,
            Scope scope,
            OnnxGraph graph) {
        this.op = op;
        this.parameters = parameters;
        this.outputs = outputs;
        this.translator = translator;
        this.scope = scope;
        this.graph = graph;
    }

    public String type() {
        return op.getType();
    }

    public OnnxGraph graph() {
        return graph;
    }

    /** Adds a node and returns its output. */
    public String node(String type, List<String> inputs, AttributeProto... attributes) {
        return graph.node(type, inputs, attributes);
    }

    public boolean has(String parameter) {
        return !parameters.getOrDefault(parameter, List.of()).isEmpty();
    }

    /** All values of a parameter. */
    public List<Operand> all(String parameter) {
        return parameters.getOrDefault(parameter, List.of());
    }

    /** A parameter that has to be given. */
    public Operand operand(String parameter) throws Refused {
        List<Operand> values = all(parameter);
        if (values.isEmpty()) {
            throw new Refused("its parameter " + parameter + " is missing");
        }
        return values.get(0);
    }

    /** The name in the graph of a parameter that has to be given. */
    public String in(String parameter) throws IOException, Refused {
        return operand(parameter).in(graph);
    }

    /** The names in the graph of all values of a parameter. */
    public List<String> allIn(String parameter) throws IOException, Refused {
        List<String> names = new ArrayList<>();
        for (Operand operand : all(parameter)) {
            names.add(operand.in(graph));
        }
        return names;
    }

    /** A parameter as 64-bit integers, constant or computed. */
    public String longsIn(String parameter) throws IOException, Refused {
        Operand operand = operand(parameter);
        return operand.isConstant()
                ? graph.constant(Kind.LONG, operand.knownDims(), operand.longs())
                : graph.cast(operand.in(graph), Kind.LONG);
    }

    /** A constant parameter of whole numbers or booleans. */
    public long[] longs(String parameter) throws IOException, Refused {
        return operand(parameter).longs();
    }

    /** A constant parameter of whole numbers or booleans that may be left out. */
    public long[] longs(String parameter, long... otherwise) throws IOException, Refused {
        return has(parameter) ? longs(parameter) : otherwise;
    }

    public int integer(String parameter, int otherwise) throws IOException, Refused {
        return (int) longs(parameter, otherwise)[0];
    }

    public int integer(String parameter) throws IOException, Refused {
        return (int) longs(parameter)[0];
    }

    public boolean flag(String parameter, boolean otherwise) throws IOException, Refused {
        return longs(parameter, otherwise ? 1 : 0)[0] != 0;
    }

    /** Constant booleans, one for every axis. */
    public boolean[] flags(String parameter, int count) throws IOException, Refused {
        boolean[] flags = new boolean[count];
        long[] values = longs(parameter, new long[0]);
        for (int i = 0; i < Math.min(count, values.length); i++) {
            flags[i] = values[i] != 0;
        }
        return flags;
    }

    public float real(String parameter, float otherwise) throws IOException, Refused {
        return has(parameter) ? operand(parameter).floats()[0] : otherwise;
    }

    /** Constant floats that have to be given. */
    public float[] reals(String parameter) throws IOException, Refused {
        return operand(parameter).floats();
    }

    public String text(String parameter, String otherwise) throws Refused {
        return has(parameter)
                ? operand(parameter).text().orElseThrow(() -> new Refused("its " + parameter + " is no text"))
                : otherwise;
    }

    /** A constant axis, counted from the front. */
    public int axis(String parameter, int otherwise, int rank) throws IOException, Refused {
        return positive(integer(parameter, otherwise), rank);
    }

    /** An axis counted from the front. */
    public static int positive(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** How many outputs the operation has. */
    public int outputs() {
        return outputs.size();
    }

    /** Type and shape of an output, as the program declares them. */
    public Operand output(int index) {
        return outputs.get(index);
    }

    /** Number of nested blocks. */
    public int blocks() {
        return op.getBlocksCount();
    }

    /**
     * Translates a nested block into a graph: this one's, or one that is nested in it.
     *
     * @param inputs what stands for the block's inputs
     * @throws Refused if an operation in it cannot be run
     */
    public List<Operand> translateBlock(int index, OnnxGraph into, List<Operand> inputs) throws IOException, Refused {
        Block block = op.getBlocks(index);
        Scope inner = new Scope(scope);
        for (int i = 0; i < block.getInputsCount(); i++) {
            inner.define(block.getInputs(i).getName(), inputs.get(i));
        }
        List<Operand> results = translator.block(block, inner, into);
        if (results.contains(Operand.MISSING)) {
            throw new Refused("an operation inside of it cannot be run");
        }
        return results;
    }

    /** Declares the inputs of a nested block to be inputs of the graph that it becomes. */
    public List<Operand> blockInputs(int index, OnnxGraph into) throws Refused {
        List<Operand> inputs = new ArrayList<>();
        for (NamedValueType input : op.getBlocks(index).getInputsList()) {
            Operand declared = BlockTranslator.declared(input);
            String ref = into.fresh(input.getName());
            into.input(ref, declared.kind(), null);
            inputs.add(Operand.computed(ref, declared.kind(), BlockTranslator.dims(input)));
        }
        return inputs;
    }

    /** The state that a parameter names. */
    public String stateName(String parameter) throws Refused {
        var arguments = op.getInputsOrThrow(parameter).getArgumentsList();
        if (arguments.size() != 1 || !arguments.get(0).hasName()) {
            throw new Refused("its state has no name");
        }
        return arguments.get(0).getName();
    }

    /** What a state holds at this place. */
    public Operand state(String name) throws Refused {
        Operand value = scope.find(name);
        if (value == null || value == Operand.MISSING) {
            throw new Refused("its state " + name + " is not known here");
        }
        return value;
    }

    /** Changes what a state holds from here on. */
    public void setState(String name, Operand value) throws Refused {
        if (!scope.redefine(name, value)) {
            throw new Refused("it changes a state inside of a branch or loop");
        }
    }

    /** A value that nodes of a rule computed. */
    public static Operand computed(String ref, Kind kind, long[] dims) {
        return Operand.computed(ref, kind, dims);
    }

    @Override
    public String toString() {
        return Ops.name(op) + " (" + op.getType() + ")";
    }
}
