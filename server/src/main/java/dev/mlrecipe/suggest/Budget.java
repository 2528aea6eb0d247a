package dev.mlrecipe.suggest;

/** What a recipe is to reach; what is left open is made as good as possible. */
public sealed interface Budget {

    /** Dense float16 bytes of all weights over their stored bytes, with the least error. */
    record MinRatio(double ratio) implements Budget {}

    /**
     * Stored bytes of all weights, with the least error.
     *
     * @param bytes at most so many
     * @param expectation what the recipe is to expect of itself, a line of {@code expect}; empty for nothing
     */
    record MaxWeightBytes(long bytes, String expectation) implements Budget {}

    /** Signal to noise ratio of every compressed weight in dB, as small as possible. */
    record MinSnr(double decibels) implements Budget {}

    /**
     * Signal to noise ratio of the outputs in dB as {@link Distortion} tells it, as small as possible.
     *
     * @param expectation what the recipe is to expect of itself, a line of {@code expect}; empty for nothing
     */
    record MinOutputSnr(double decibels, String expectation) implements Budget {}

    /** Predicted milliseconds on the first device, with the least error. */
    record MaxLatency(double milliseconds) implements Budget {}
}
