package dev.mlrecipe.calibrate.moments;

import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.technique.InputMoments;
import dev.mlrecipe.technique.kernel.GramSums;
import java.io.IOException;
import java.util.List;

/**
 * Moments that lie in a temporary file.
 *
 * @param sums of every operation that uses the weight, triangles of all groups one after the other
 */
record StoredMoments(List<Tensor> sums, int groups, int features, boolean transposed, long count, String key)
        implements InputMoments {

    @Override
    public float[] matrix(int group) throws IOException {
        int size = GramSums.size(features);
        float[] matrix = new float[size];
        new TensorReader(sums.get(0)).readFloats((long) group * size, matrix, 0, size);
        float[] more = new float[sums.size() > 1 ? size : 0];
        for (Tensor other : sums.subList(1, sums.size())) {
            new TensorReader(other).readFloats((long) group * size, more, 0, size);
            for (int i = 0; i < size; i++) {
                matrix[i] += more[i];
            }
        }
        return matrix;
    }
}
