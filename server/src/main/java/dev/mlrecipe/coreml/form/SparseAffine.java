package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.Optional;

/**
 * Pruning and linear quantization: {@code scale * (data - offset)} at the mask's set bits, exactly zero elsewhere
 * (also where an offset would make it something else, unlike an {@link Affine} over a sparse form).
 *
 * @param data {@link Sparse} codes, or a {@link SparseLookupTable} whose entries are scaled
 * @param scale as in {@link Affine}, its blocks taken against the mask's shape
 * @param offset as in {@link Affine}
 */
public record SparseAffine(Representation data, Tensor scale, Optional<Tensor> offset) implements Representation {

    /** @throws IllegalArgumentException if the parts do not fit each other */
    public SparseAffine {
        if (!(data instanceof Sparse) && !(data instanceof SparseLookupTable)) {
            throw new IllegalArgumentException("sparse data expected, found " + data.getClass().getSimpleName());
        }
        Forms.requireScale(data.shape(), scale, offset);
    }

    @Override
    public Shape shape() {
        return data.shape();
    }

    @Override
    public DataType type() {
        return scale.type();
    }
}
