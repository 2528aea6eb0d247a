package dev.mlrecipe.coreml.activation;

/** Which of the numbers that a value takes its codes span; what lies outside becomes the code at that end. */
public sealed interface RangeMethod {

    /** All of them, from the smallest to the largest, as in coremltools. */
    record MinMax() implements RangeMethod {}

    /**
     * Most of them. Of what is left out, half lies below and half above, or whatever is largest in magnitude where codes
     * are symmetric to zero.
     *
     * @param percent how many are kept, above 50 and at most 100
     */
    record Percentile(double percent) implements RangeMethod {
        public Percentile {
            if (!(percent > 50 && percent <= 100)) {
                throw new IllegalArgumentException("percent: " + percent);
            }
        }
    }

    /** Those with which the mean square of the differences that quantizing makes is smallest. */
    record LeastError() implements RangeMethod {}
}
