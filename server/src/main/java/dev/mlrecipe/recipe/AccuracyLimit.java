package dev.mlrecipe.recipe;

import dev.mlrecipe.text.Span;
import java.util.Optional;

/**
 * What the outputs of the result must reach, measured on samples.
 *
 * @param measure what is measured
 * @param output the output; empty for every one that has such a figure
 * @param outputName where its name stands; empty for every one
 * @param value the limit
 */
public record AccuracyLimit(
        Measure measure, Optional<String> output, Optional<Span> outputName, Located<Double> value) {

    /** What can be asked for. */
    public enum Measure {
        MIN_OUTPUT_SNR_DB("min_output_snr_db", -Double.MAX_VALUE, Double.MAX_VALUE),
        MIN_COSINE("min_cosine", -1, 1),
        MIN_TOP1_AGREEMENT("min_top1_agreement", 0, 1),
        MAX_ACCURACY_DROP("max_accuracy_drop", 0, 1);

        private final String key;
        private final double min;
        private final double max;

        Measure(String key, double min, double max) {
            this.key = key;
            this.min = min;
            this.max = max;
        }

        /** The key of {@code expect}. */
        public String key() {
            return key;
        }

        double min() {
            return min;
        }

        double max() {
            return max;
        }
    }
}
