package dev.mlrecipe.coreml.activation;

import dev.mlrecipe.coreml.tensor.DataType;

/**
 * How values are quantized.
 *
 * @param codes int8 or uint8
 * @param symmetric whether the range is symmetric to zero, which fixes the zero point
 */
public record Scheme(DataType codes, boolean symmetric) {
    public Scheme {
        if (codes != DataType.INT8 && codes != DataType.UINT8) {
            throw new IllegalArgumentException("int8 or uint8 expected, found " + codes.word());
        }
    }
}
