package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;

/**
 * Values stored as they are.
 *
 * @param values the values
 */
public record Dense(Tensor values) implements Representation {
    @Override
    public Shape shape() {
        return values.shape();
    }

    @Override
    public DataType type() {
        return values.type();
    }
}
