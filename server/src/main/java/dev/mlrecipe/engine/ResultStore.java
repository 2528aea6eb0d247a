package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Workbench;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the results of a run go: small tensors to memory as long as all of them together stay within a fixed budget,
 * everything else to a temporary file. So the heap does not grow with the model. Safe for concurrent use.
 */
final class ResultStore implements Workbench {
    /** Largest tensor that is kept in memory. */
    static final long LARGEST_IN_MEMORY = 16L << 20;
    /** All tensors in memory together. */
    private static final long BUDGET = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final TemporarySegments segments;
    private final Runnable checkCancelled;
    private final AtomicLong inMemory = new AtomicLong();

    ResultStore(TemporarySegments segments, Runnable checkCancelled) {
        this.segments = segments;
        this.checkCancelled = checkCancelled;
    }

    @Override
    public TensorWriter tensor(DataType type, Shape shape) {
        long size = type.bytes(shape.elements());
        if (size <= LARGEST_IN_MEMORY && inMemory.addAndGet(size) <= BUDGET) {
            return new MemoryTensorWriter(type, shape);
        }
        return segments.tensor(type, shape);
    }

    @Override
    public void checkCancelled() {
        checkCancelled.run();
    }
}
