package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.Indices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Puts a model with a newer opset in place. */
public final class RaiseRun {
    private RaiseRun() {}

    /**
     * Writes {@code model} with its program raised; all else stays as it is.
     *
     * @param opset opset of the output, at least the model's own
     * @param indices what to do about computed indices that may be negative
     * @return bytes of the output
     * @throws OutputException if the output cannot be put in place; a former one is untouched
     * @throws dev.mlrecipe.coreml.ModelException if the program cannot be raised
     * @throws IOException if the model cannot be read
     * @throws java.util.concurrent.CancellationException if cancelled; nothing is left behind
     */
    public static long run(
            CoreMlModel model, Path output, Opset opset, Indices indices, Cancellation cancellation)
            throws IOException {
        OutputName.require(model.path(), output);
        try (OutputSwap swap = OutputSwap.begin(output)) {
            swap.write(fresh -> model.write(fresh, new CoreMlModel.Edit(Map.of(), Map.of(), opset, indices)));
            cancellation.check();
            return swap.commit();
        }
    }
}
