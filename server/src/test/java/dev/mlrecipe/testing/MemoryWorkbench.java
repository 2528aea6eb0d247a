package dev.mlrecipe.testing;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Workbench;
import java.util.Optional;

/** A workbench that keeps results in memory and is never cancelled. */
public final class MemoryWorkbench implements Workbench {
    private final Optional<InputMoments> moments;
    private int checks;

    /** For a weight of whose inputs nothing is known. */
    public MemoryWorkbench() {
        this.moments = Optional.empty();
    }

    /** For a weight that is multiplied with something. */
    public MemoryWorkbench(InputMoments moments) {
        this.moments = Optional.of(moments);
    }

    @Override
    public Optional<InputMoments> moments() {
        return moments;
    }

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
