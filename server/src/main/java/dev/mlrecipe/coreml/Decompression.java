package dev.mlrecipe.coreml;

import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Puts the dense values in place of compressed weights. */
public final class Decompression {
    /** Makes the writers for the dense values. */
    public interface Tensors {
        TensorWriter tensor(DataType type, Shape shape) throws IOException;
    }

    private Decompression() {}

    /**
     * The edit that makes every compressed weight of a model dense, apart from those that must stay as they are, with exactly the values that a device computes. The
     * opset stays. Memory use does not grow with the weights as far as {@code tensors} keeps them elsewhere; they must
     * be readable until the edit is written.
     *
     * @param checkpoint called at least every 65,536 elements; may throw to stop
     */
    public static CoreMlModel.Edit of(CoreMlModel model, Tensors tensors, Runnable checkpoint) throws IOException {
        Map<Integer, Representation> weights = new TreeMap<>();
        for (Weight weight : model.index().weights()) {
            Representation form = weight.stored();
            if (!(form instanceof Dense) && weight.fixed().isEmpty()) {
                try (TensorWriter writer = tensors.tensor(form.type(), form.shape())) {
                    Tensor values = Decoder.expand(form, writer, checkpoint);
                    weights.put(weight.id(), new Dense(values));
                }
            }
        }
        Opset opset = model.index().opset().orElse(Opset.COREML5);
        return new CoreMlModel.Edit(weights, Map.of(), opset);
    }
}
