package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;

/**
 * Float16 values that are used as float32. No technique makes it; models may hold it.
 *
 * @param values float16
 */
public record Cast(Tensor values) implements Representation {

    /** @throws IllegalArgumentException if the values are not float16 */
    public Cast {
        if (values.type() != DataType.FLOAT16) {
            throw new IllegalArgumentException("float16 expected, found " + values.type().word());
        }
    }

    @Override
    public Shape shape() {
        return values.shape();
    }

    @Override
    public DataType type() {
        return DataType.FLOAT32;
    }
}
