package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.Optional;

/**
 * Linear quantization: {@code value = scale * (data - offset)}. Scale and offset have the rank of the data, and each
 * of their dimensions divides the data's: an entry serves a block of {@code data.dim / scale.dim} elements per axis.
 *
 * @param data integer codes, or a table or sparse form that expands to what is scaled
 * @param scale float16 or float32; its type is the type of the weight
 * @param offset zero points, of the data's integer type or the scale's float type; empty for none
 */
public record Affine(Representation data, Tensor scale, Optional<Tensor> offset) implements Representation {

    /** @throws IllegalArgumentException if the parts do not fit each other */
    public Affine {
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
