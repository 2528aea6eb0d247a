package dev.mlrecipe.suggest;

import dev.mlrecipe.coreml.Weight;
import java.util.List;

/** What noise in the values of weights adds to the error of a model. Errors of weights add up. */
public interface Distortion {

    /**
     * The share of a weight.
     *
     * @param noise power of the noise of its values over their power
     * @return not negative, 0 without noise
     */
    double of(Weight weight, double noise);

    /** The error of all weights together as a signal to noise ratio in dB; infinite without error. */
    double snrDb(double error, List<Weight> weights);

    /** What that ratio is one of. */
    Subject subject();

    /** What a signal to noise ratio is one of. */
    enum Subject {
        /** The mean over uses of weights. */
        WEIGHTS("in the mean over weights", "mean SNR of weights"),
        /** The model's outputs, as errors of weights add up to theirs. */
        OUTPUTS("expected of the outputs", "expected SNR of outputs");

        private final String phrase;
        private final String title;

        Subject(String phrase, String title) {
            this.phrase = phrase;
            this.title = title;
        }

        /** As the end of a sentence that begins with the ratio. */
        public String phrase() {
            return phrase;
        }

        /** What to call the ratio. */
        public String title() {
            return title;
        }
    }

    /** How many operations use a weight within one function: functions do not run together. */
    static long uses(Weight weight) {
        return Math.max(1, weight.consumers().stream()
                .filter(consumer -> consumer.function().equals(weight.function()))
                .count());
    }
}
