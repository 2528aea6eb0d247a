package dev.mlrecipe.technique.kernel;

import java.io.IOException;

/**
 * Takes the codes of a {@link WeightMatrix} some outputs at a time and gives them on in the weight's own order. Codes of
 * transposed weights are held until the last one has come: a byte each.
 */
public final class MatrixCodes {
    private final WeightMatrix matrix;
    private final CodeSink sink;
    private final byte[] held;

    public MatrixCodes(WeightMatrix matrix, CodeSink sink) {
        this.matrix = matrix;
        this.sink = sink;
        this.held = new byte[matrix.transposed() ? Math.multiplyExact(matrix.outputs(), matrix.features()) : 0];
    }

    /** Takes the codes of the next {@code count} outputs, from {@code first} on: {@code codes[feature][output - first]}. */
    public void write(int first, int count, byte[][] codes) throws IOException {
        int features = matrix.features();
        if (!matrix.transposed()) {
            byte[] row = new byte[features];
            for (int i = 0; i < count; i++) {
                for (int feature = 0; feature < features; feature++) {
                    row[feature] = codes[feature][i];
                }
                sink.write(row, 0, features);
            }
            return;
        }
        for (int feature = 0; feature < features; feature++) {
            System.arraycopy(codes[feature], 0, held, feature * matrix.outputs() + first, count);
        }
        if (first + count == matrix.outputs()) {
            sink.write(held, 0, held.length);
        }
    }
}
