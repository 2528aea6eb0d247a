package dev.mlrecipe.executor.translate;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.execute.Input;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.graph.OnnxGraph;
import dev.mlrecipe.executor.graph.OnnxGraph.Placed;
import dev.mlrecipe.executor.graph.WeightFile;
import dev.mlrecipe.executor.onnx.ModelProto;
import dev.mlrecipe.executor.onnx.TensorProto;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A function as an ONNX model. Its inputs have the function's names.
 *
 * @param model the model; its large constants are in the weight file
 * @param inputs the function's inputs
 * @param outputs the function's outputs that can be computed
 * @param observed other values of the program that are told
 * @param unsupported operations that cannot be run
 * @param constants where the numbers of constants are of which nothing else in the model depends on them, by name
 */
public record Translation(
        ModelProto model,
        List<Input> inputs,
        List<Result> outputs,
        List<Result> observed,
        List<Unsupported> unsupported,
        Map<String, List<Placed>> constants) {

    /**
     * A value that the model tells.
     *
     * @param name its name in the program
     * @param ref its name as an output of the ONNX model
     */
    public record Result(String name, String ref, Kind kind) {}

    /**
     * The same with other numbers in some constants.
     *
     * @param numbers by name, those of {@link #constants} alone
     * @param weights gets large ones
     */
    public Translation with(Map<String, Representation> numbers, WeightFile weights) throws IOException {
        Map<String, TensorProto> tensors = new HashMap<>();
        for (Map.Entry<String, Representation> other : numbers.entrySet()) {
            for (Placed place : constants.get(other.getKey())) {
                List<TensorProto> made = placed(other.getValue(), place.transposed(), weights);
                for (int i = 0; i < made.size(); i++) {
                    String name = place.tensors().get(i);
                    tensors.put(name, made.get(i).toBuilder().setName(name).build());
                }
            }
        }
        ModelProto.Builder other = model.toBuilder();
        List<TensorProto> all = other.getGraphBuilder().getInitializerList();
        for (int i = 0; i < all.size(); i++) {
            TensorProto tensor = tensors.get(all.get(i).getName());
            if (tensor != null) {
                other.getGraphBuilder().setInitializer(i, tensor);
            }
        }
        return new Translation(other.build(), inputs, outputs, observed, unsupported, constants);
    }

    /** The constants of a graph that hold numbers in the same way. */
    private static List<TensorProto> placed(Representation numbers, boolean transposed, WeightFile weights)
            throws IOException {
        OnnxGraph graph = new OnnxGraph(weights);
        if (transposed) {
            graph.transposedWeight("", numbers);
        } else {
            graph.weight("", numbers);
        }
        return graph.toModel().getGraph().getInitializerList();
    }
}
