package dev.mlrecipe.executor.translate;

import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.coreml.mil.ProgramParts;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.NamedValueType;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Input;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.graph.OnnxGraph;
import dev.mlrecipe.executor.graph.OnnxGraph.Placed;
import dev.mlrecipe.executor.graph.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Translates one function of a program. */
public final class FunctionTranslator {
    private final Path path;
    private final ProgramParts parts;
    private final Rules rules;
    private final ExecuteOptions options;

    /** @param path names the model in messages */
    public FunctionTranslator(Path path, ProgramParts parts, Rules rules, ExecuteOptions options) {
        this.path = path;
        this.parts = parts;
        this.rules = rules;
        this.options = options;
    }

    /**
     * Translates a function.
     *
     * @param weights gets the large constants
     * @param refused operations that are known not to run, with the reason
     * @throws ModelException if the program contradicts itself
     */
    public Translation translate(String name, WeightFile weights, Map<String, String> refused) throws IOException {
        Function function = parts.program().getFunctionsOrThrow(name);
        Block block = function.getBlockSpecializationsOrThrow(function.getOpset());
        OnnxGraph graph = new OnnxGraph(weights);
        Scope scope = new Scope(null);
        List<Input> inputs = new ArrayList<>();
        for (NamedValueType input : function.getInputsList()) {
            input(input, graph, scope, inputs);
        }
        List<Unsupported> unsupported = new ArrayList<>();
        BlockTranslator translator =
                new BlockTranslator(path, parts, rules, options.roundHalves(), refused, unsupported);
        List<Operand> results = translator.block(block, scope, graph);
        graph.origin("");
        List<Translation.Result> outputs = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            tell(block.getOutputs(i), results.get(i), graph, outputs);
        }
        List<Translation.Result> observed = new ArrayList<>();
        for (String wanted : new LinkedHashSet<>(options.observe())) {
            Operand value = scope.find(wanted);
            if (value == null) {
                throw new ModelException(path, "function " + name + " has no value \"" + wanted + "\" to observe");
            }
            tell(wanted, value, graph, observed);
        }
        Map<String, List<Placed>> constants = new LinkedHashMap<>(graph.placed());
        constants.keySet().removeAll(translator.read());
        return new Translation(graph.toModel(), inputs, outputs, observed, unsupported, constants);
    }

    private void input(NamedValueType input, OnnxGraph graph, Scope scope, List<Input> inputs) throws IOException {
        DataType type = BlockTranslator.element(input.getType());
        if (type == null) {
            throw new ModelException(path, "input " + input.getName() + " holds no numbers, so it cannot be given");
        }
        Kind kind = Kind.of(type);
        long[] dims = BlockTranslator.dims(input);
        String ref = graph.fresh(input.getName());
        if (input.getType().hasStateType()) {
            if (dims == null || Arrays.stream(dims).anyMatch(dim -> dim < 0)) {
                throw new ModelException(path, "state " + input.getName() + " has no fixed shape");
            }
            String zero = kind == Kind.FLOAT ? graph.scalar(0f) : graph.scalar(kind, 0);
            String state = graph.node("Expand", List.of(zero, graph.longs(dims)));
            scope.define(input.getName(), Operand.computed(state, kind, dims));
            return;
        }
        graph.input(ref, kind, dims);
        boolean half = options.roundHalves() && type == DataType.FLOAT16;
        scope.define(
                input.getName(), Operand.computed(half ? graph.roundedToHalf(ref) : ref, kind, dims));
        inputs.add(new Input(
                input.getName(), dims == null ? List.of() : Arrays.stream(dims).boxed().toList(), type));
    }

    private static void tell(String name, Operand value, OnnxGraph graph, List<Translation.Result> results)
            throws IOException {
        if (value == Operand.MISSING) {
            return;
        }
        try {
            String ref = graph.node("Identity", List.of(value.in(graph)));
            graph.output(ref, value.kind());
            results.add(new Translation.Result(name, ref, value.kind()));
        } catch (Refused text) {
            // Text cannot be told.
        }
    }
}
