package dev.mlrecipe.technique.kernel;

import java.io.IOException;

/**
 * A weight as a matrix of outputs times features, read some outputs at a time.
 *
 * @param values the weight
 * @param outputs rows of the matrix
 * @param features its columns
 * @param transposed whether it lies by features instead of by outputs
 */
public record WeightMatrix(Values values, int outputs, int features, boolean transposed) {

    /** Reads outputs {@code first} to {@code first + count - 1}: {@code target[feature][output - first]}. */
    public void read(int first, int count, double[][] target) throws IOException {
        float[] buffer = new float[transposed ? count : features];
        if (transposed) {
            for (int feature = 0; feature < features; feature++) {
                values.read((long) feature * outputs + first, buffer, 0, count);
                for (int i = 0; i < count; i++) {
                    target[feature][i] = buffer[i];
                }
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            values.read((long) (first + i) * features, buffer, 0, features);
            for (int feature = 0; feature < features; feature++) {
                target[feature][i] = buffer[feature];
            }
        }
    }

    /** Where an element lies in the weight. */
    public long position(int output, int feature) {
        return transposed ? (long) feature * outputs + output : (long) output * features + feature;
    }
}
