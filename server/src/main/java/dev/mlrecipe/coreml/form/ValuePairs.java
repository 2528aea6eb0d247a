package dev.mlrecipe.coreml.form;

import java.io.IOException;

/** Expands two representations of one weight side by side. */
final class ValuePairs {
    private ValuePairs() {}

    /** Takes the next {@code count} pairs of values, which begin at {@code offset} in both arrays. */
    interface Sink {
        void add(float[] originals, float[] results, int offset, int count);
    }

    /**
     * @param chunk pairs that are handed over at once
     * @param checkpoint called for every chunk; may throw to stop
     * @throws IllegalArgumentException if the shapes differ
     * @throws IOException if stored bytes cannot be read
     */
    static void read(Representation original, Representation compressed, int chunk, Runnable checkpoint, Sink sink)
            throws IOException {
        if (!original.shape().equals(compressed.shape())) {
            throw new IllegalArgumentException(
                    "original " + original.shape() + " and compressed " + compressed.shape() + " differ in shape");
        }
        ValueReader left = Decoder.open(original);
        ValueReader right = Decoder.open(compressed);
        float[] originals = new float[chunk];
        float[] results = new float[chunk];
        for (int n; (n = left.read(originals, 0, chunk)) > 0; ) {
            checkpoint.run();
            right.read(results, 0, n);
            sink.add(originals, results, 0, n);
        }
    }
}
