package dev.mlrecipe.executor.translate;

import dev.mlrecipe.execute.Input;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.executor.graph.Kind;
import dev.mlrecipe.executor.onnx.ModelProto;
import java.util.List;

/**
 * A function as an ONNX model. Its inputs have the function's names.
 *
 * @param model the model; its large constants are in the weight file
 * @param inputs the function's inputs
 * @param outputs the function's outputs that can be computed
 * @param observed other values of the program that are told
 * @param unsupported operations that cannot be run
 */
public record Translation(
        ModelProto model,
        List<Input> inputs,
        List<Result> outputs,
        List<Result> observed,
        List<Unsupported> unsupported) {

    /**
     * A value that the model tells.
     *
     * @param name its name in the program
     * @param ref its name as an output of the ONNX model
     */
    public record Result(String name, String ref, Kind kind) {}
}
