package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.tensor.Shape;

/**
 * In which block of a grid the elements of a {@link WeightMatrix} lie: the sum of a number that the output gives and one
 * that the feature gives, because outputs and features are different axes.
 *
 * @param ofOutput by output
 * @param ofFeature by feature
 */
public record BlockOfElement(int[] ofOutput, int[] ofFeature) {

    /**
     * @param shape of the weight
     * @param grid blocks per axis
     */
    public static BlockOfElement of(WeightMatrix matrix, Shape shape, Shape grid) {
        int[] outputs = new int[matrix.outputs()];
        int[] features = new int[matrix.features()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = block(matrix.position(i, 0), shape, grid);
        }
        for (int i = 0; i < features.length; i++) {
            features[i] = block(matrix.position(0, i), shape, grid);
        }
        return new BlockOfElement(outputs, features);
    }

    /** The block in row-major order of the grid that an element of the weight lies in. */
    private static int block(long element, Shape shape, Shape grid) {
        long block = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long at = element / shape.stride(axis) % shape.dim(axis);
            block = block * grid.dim(axis) + at / (shape.dim(axis) / grid.dim(axis));
        }
        return Math.toIntExact(block);
    }

    /** The block of an element. */
    public int of(int output, int feature) {
        return ofOutput[output] + ofFeature[feature];
    }
}
