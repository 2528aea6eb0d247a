package dev.mlrecipe.technique;

import java.io.IOException;

/**
 * What a weight is multiplied with while the model runs on samples: for the vectors x of {@link #features()} inputs that
 * meet a row of the weight's matrix, the sum of x xᵀ over samples and positions, in float32. Where several operations
 * use the weight, the sum over all of them. In a convolution of several groups, each has inputs and rows of its own; the
 * features are input channels of the group times positions of the kernel.
 */
public interface InputMoments {

    /** Groups of inputs; 1 but for grouped convolutions. Rows of the weight belong to them in equal parts, in order. */
    int groups();

    /** Inputs of a row. */
    int features();

    /**
     * Whether the weight lies as inputs times outputs, as the second factor of a matrix product does, and not as outputs
     * times inputs.
     */
    boolean transposed();

    /** How many vectors were seen in each group. */
    long count();

    /**
     * The matrix of a group, row by row of its lower triangle: {@code features * (features + 1) / 2} numbers, element
     * (i, j) at {@code i * (i + 1) / 2 + j}, j <= i. The array is the caller's.
     */
    float[] matrix(int group) throws IOException;

    /** Identifies the numbers: equal keys mean equal moments. */
    String key();
}
