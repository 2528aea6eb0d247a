package dev.mlrecipe.testing;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Workbench;

/** A workbench that keeps results in memory and is never cancelled. */
public final class MemoryWorkbench implements Workbench {
    private int checks;

    @Override
    public TensorWriter tensor(DataType type, Shape shape) {
        return new MemoryTensorWriter(type, shape);
    }

    @Override
    public void checkCancelled() {
        checks++;
    }

    /** How often it was asked. */
    public int checks() {
        return checks;
    }
}
