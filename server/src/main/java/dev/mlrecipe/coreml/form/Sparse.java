package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;

/**
 * Pruning: a bit mask and the elements at its set bits, in row-major order; zero elsewhere.
 *
 * @param mask uint1, of the weight's shape
 * @param values rank 1, one element per set bit
 */
public record Sparse(Tensor mask, Tensor values) implements Representation {

    /** @throws IllegalArgumentException if the parts do not fit each other */
    public Sparse {
        Forms.requireMask(mask, values);
    }

    @Override
    public Shape shape() {
        return mask.shape();
    }

    @Override
    public DataType type() {
        return values.type();
    }
}
