package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.Optional;

/** A workbench for a weight of which it is known what it is multiplied with. */
record CalibratedBench(Workbench bench, InputMoments known) implements Workbench {

    @Override
    public TensorWriter tensor(DataType type, Shape shape) throws IOException {
        return bench.tensor(type, shape);
    }

    @Override
    public Optional<InputMoments> moments() {
        return Optional.of(known);
    }

    @Override
    public void checkCancelled() {
        bench.checkCancelled();
    }
}
