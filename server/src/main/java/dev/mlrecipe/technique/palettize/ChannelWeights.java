package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.form.Affine;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.Optional;

/**
 * A factor per channel by which looked-up values are multiplied. What counts is the error of the product, so an error
 * of a channel's value weighs as much as the square of its factor.
 *
 * @param axis where the channels lie
 * @param block positions of the axis that share a factor
 * @param factors one per block of channels, not 0
 * @param divide whether values are still to be divided by the factor; otherwise they already are codes
 */
record ChannelWeights(int axis, long block, float[] factors, boolean divide) {

    /** The weights of codes under an existing scale; empty if one scale serves all or it varies on several axes. */
    static Optional<ChannelWeights> of(Affine affine) throws IOException {
        Shape shape = affine.shape();
        Tensor scale = affine.scale();
        int axis = -1;
        for (int i = 0; i < shape.rank(); i++) {
            if (scale.shape().dim(i) > 1) {
                if (axis >= 0) {
                    return Optional.empty();
                }
                axis = i;
            }
        }
        if (axis < 0) {
            return Optional.empty();
        }
        float[] factors = new float[Math.toIntExact(scale.elements())];
        new TensorReader(scale).readFloats(0, factors, 0, factors.length);
        return Optional.of(new ChannelWeights(axis, shape.dim(axis) / factors.length, factors, false));
    }

    /** The greatest magnitude of each output channel of the layout; 1 where all values are 0. */
    static ChannelWeights magnitudes(PaletteInput input, PaletteLayout layout, Workbench bench) throws IOException {
        float[] factors = new float[Math.toIntExact(layout.shape().dim(layout.scaleAxis()))];
        ChannelWeights weights = new ChannelWeights(layout.scaleAxis(), 1, factors, true);
        new ValueScan(input, layout, Optional.of(weights), bench).scan((group, channel, values, offset, count) -> {
            float greatest = factors[channel];
            for (int i = offset; i < offset + count; i++) {
                greatest = Math.max(greatest, Math.abs(values[i]));
            }
            factors[channel] = greatest;
        });
        for (int i = 0; i < factors.length; i++) {
            factors[i] = factors[i] == 0 ? 1 : factors[i];
        }
        return weights;
    }

    /** The greatest magnitude of all factors, to which {@link #weight} is relative. */
    double greatest() {
        double greatest = 0;
        for (float factor : factors) {
            greatest = Math.max(greatest, Math.abs((double) factor));
        }
        return greatest;
    }

    /** Positive weight of an error in a channel; 1 for the greatest factor. */
    double weight(int channel, double greatest) {
        double relative = greatest == 0 ? 1 : factors[channel] / greatest;
        return Math.max(Float.MIN_NORMAL, relative * relative);
    }
}
