package dev.mlrecipe.coreml.form;

import java.io.IOException;

/** The largest absolute error of a weight's values. */
public final class LargestError {
    private static final int CHUNK = 8192;

    private double largest;

    private LargestError() {}

    /**
     * Streams two representations of one weight.
     *
     * @param checkpoint called at least every 65,536 elements; may throw to stop
     * @return infinite where only one value is finite, or both are not and differ
     * @throws IllegalArgumentException if the shapes differ
     * @throws IOException if stored bytes cannot be read
     */
    public static double between(Representation original, Representation compressed, Runnable checkpoint)
            throws IOException {
        LargestError error = new LargestError();
        ValuePairs.read(original, compressed, CHUNK, checkpoint, error::add);
        return error.largest;
    }

    private void add(float[] originals, float[] results, int offset, int count) {
        for (int i = offset; i < offset + count; i++) {
            double error = Math.abs((double) originals[i] - results[i]);
            if (Double.isNaN(error)) {
                error = Float.compare(originals[i], results[i]) == 0 ? 0 : Double.POSITIVE_INFINITY;
            }
            largest = Math.max(largest, error);
        }
    }
}
