package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Decompression;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import java.io.IOException;
import java.nio.file.Path;

/** Puts the dense model that a compressed one stands for in place. */
public final class DecompressionRun {
    private DecompressionRun() {}

    /**
     * Writes {@code model} with every weight dense, exactly the values that a device expands.
     *
     * @return how many weights were expanded
     * @throws OutputException if the output cannot be put in place; a former one is untouched
     * @throws IOException if the model cannot be read
     * @throws java.util.concurrent.CancellationException if cancelled; nothing is left behind
     */
    public static int run(CoreMlModel model, Path output, Cancellation cancellation) throws IOException {
        OutputName.require(model.path(), output);
        try (OutputSwap swap = OutputSwap.begin(output);
                TemporarySegments segments = TemporarySegments.create(swap.scratch())) {
            ResultStore store = new ResultStore(segments, cancellation::check);
            CoreMlModel.Edit edit = Decompression.of(model, store::tensor, store::checkCancelled);
            swap.write(fresh -> model.write(fresh, edit));
            cancellation.check();
            swap.commit();
            return edit.weights().size();
        }
    }
}
