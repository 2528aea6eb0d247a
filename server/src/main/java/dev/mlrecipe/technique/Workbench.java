package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;

/** What the engine lends a technique for one weight. Used by one thread. */
public interface Workbench {

    /** A writer for one result tensor; small ones stay in memory, large ones go to a temporary segment. */
    TensorWriter tensor(DataType type, Shape shape) throws IOException;

    /**
     * To be called at least every 65,536 elements.
     *
     * @throws java.util.concurrent.CancellationException if the run was cancelled
     */
    void checkCancelled();
}
