package dev.mlrecipe.execute;

import dev.mlrecipe.coreml.CoreMlModel;
import java.io.IOException;

/**
 * Runs models. The implementation is an optional part of its own, found through {@link java.util.ServiceLoader}; see
 * {@link Executors}.
 */
public interface Executor {

    /** Name and version of what computes, for reports, for example {@code ONNX Runtime 1.22.0}. */
    String name();

    /**
     * Translates one function of a model. Reads its weights; what they take lies in temporary files until the session
     * is closed. The model may be closed before.
     *
     * @throws dev.mlrecipe.coreml.ModelException if the model is of a kind that cannot be run, has no such function, or
     *     contradicts itself. Operations that cannot be run are no error: see {@link Session#unsupported()}
     */
    Session open(CoreMlModel model, ExecuteOptions options) throws IOException;
}
