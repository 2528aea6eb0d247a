package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import java.util.Optional;

/**
 * Linear quantization as neural networks have it: {@code value = scale * code + bias} where ML programs have {@link
 * Affine}'s zero point. The result is float32, rounded once. Scale and bias have the rank of the codes, and each of
 * their dimensions is 1 or the codes'.
 *
 * @param codes unsigned codes of 1 to 8 bits
 * @param scale float32
 * @param bias float32; empty for zeros
 */
public record Linear(Tensor codes, Tensor scale, Optional<Tensor> bias) implements Representation {

    /** @throws IllegalArgumentException if the parts do not fit each other */
    public Linear {
        if (!codes.type().isInteger() || codes.type().isSigned() || codes.type().bits() > 8) {
            throw new IllegalArgumentException("codes must be uint1 to uint8, found " + codes.type().word());
        }
        requireFloat32(scale);
        Forms.requireScale(codes.shape(), scale, Optional.empty());
        bias.ifPresent(values -> {
            requireFloat32(values);
            Forms.requireScale(codes.shape(), values, Optional.empty());
        });
    }

    private static void requireFloat32(Tensor parameters) {
        if (parameters.type() != DataType.FLOAT32) {
            throw new IllegalArgumentException(
                    "scale and bias must be float32, found " + parameters.type().word());
        }
    }

    @Override
    public Shape shape() {
        return codes.shape();
    }

    @Override
    public DataType type() {
        return DataType.FLOAT32;
    }
}
