package dev.mlrecipe.suggest;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.engine.LayerResult;

/** What the error of one weight adds to the error of the outputs. Errors of weights add up. */
@FunctionalInterface
public interface Distortion {

    /** The share of the outputs' error; not negative, 0 for a weight without error. */
    double of(Weight weight, LayerResult result);

    /**
     * Without data: the noise of the weight's values over their power, once for every operation that uses it. The sum
     * over all weights is the inverse of the signal to noise ratio of a sequence of layers whose inputs are white and
     * whose weights alone are noisy (Lin, Talathi and Annapureddy 2016, equation 21: ratios of layers combine
     * harmonically). So a layer counts the same whatever its size and the scale of its values.
     */
    Distortion OF_WEIGHTS =
            (weight, result) -> uses(weight) * Math.pow(10, -result.snrDb().orElseThrow() / 10);

    /** How many operations use a weight within one function: functions do not run together. */
    static long uses(Weight weight) {
        return Math.max(1, weight.consumers().stream()
                .filter(consumer -> consumer.function().equals(weight.function()))
                .count());
    }
}
