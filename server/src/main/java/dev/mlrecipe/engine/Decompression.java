package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Makes the dense model that a compressed one stands for. */
public final class Decompression {
    private Decompression() {}

    /**
     * Writes {@code model} with every weight dense, exactly the values that a device expands.
     *
     * @return how many weights were expanded
     * @throws OutputException if the output cannot be put in place; a former one is untouched
     * @throws IOException if the model cannot be read
     * @throws java.util.concurrent.CancellationException if cancelled; nothing is left behind
     */
    public static int run(CoreMlModel model, Path output, Cancellation cancellation) throws IOException {
        try (OutputSwap swap = OutputSwap.begin(output);
                TemporarySegments segments = TemporarySegments.create(swap.scratch())) {
            ResultStore store = new ResultStore(segments, cancellation::check);
            Map<Integer, Representation> dense = new HashMap<>();
            for (Weight weight : model.index().weights()) {
                if (!(weight.stored() instanceof Dense)) {
                    dense.put(weight.id(), expand(weight.stored(), store));
                }
            }
            cancellation.check();
            // Kinds of models without an opset ignore it.
            Opset opset = model.index().opset().orElse(Opset.COREML5);
            swap.write(fresh -> model.write(fresh, new CoreMlModel.Edit(dense, Map.of(), opset)));
            swap.commit();
            return dense.size();
        }
    }

    private static Representation expand(Representation form, ResultStore store) throws IOException {
        try (TensorWriter writer = store.tensor(form.type(), form.shape())) {
            Tensor values = Decoder.expand(form, writer, store::checkCancelled);
            return new Dense(values);
        }
    }
}
