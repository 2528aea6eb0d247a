package dev.mlrecipe.suggest;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A recipe that reaches a budget, and what else there would have been.
 *
 * @param recipe its text
 * @param reached what it makes of the model
 * @param rules number of its rules, those that leave weights alone among them
 * @param ideal what a rule for every weight would make in the same budget
 * @param leastSnrDb the least signal to noise ratio of a compressed weight; empty if none is compressed
 * @param latency what is predicted on the first device; empty where none is named
 * @param frontier the best that rules for every weight make, from the largest to the smallest
 * @param uniform what one rule for all weights makes
 */
public record Suggestion(
        String recipe,
        Point reached,
        int rules,
        Point ideal,
        OptionalDouble leastSnrDb,
        Optional<Latency> latency,
        List<Point> frontier,
        List<Point> uniform) {
    public Suggestion {
        frontier = List.copyOf(frontier);
        uniform = List.copyOf(uniform);
    }

    /**
     * A model's weights compressed in some way.
     *
     * @param title the way
     * @param storedBytes bytes of all weights
     * @param ratio dense float16 bytes over stored bytes
     * @param error sum of the weights' errors, see {@link Distortion}
     * @param snrDb the mean error of a use of a weight as a signal to noise ratio; infinite without error
     */
    public record Point(String title, long storedBytes, double ratio, double error, double snrDb) {}

    /**
     * A prediction.
     *
     * @param device the device
     * @param milliseconds for the recipe
     * @param baseline for float16 weights
     */
    public record Latency(String device, double milliseconds, double baseline) {}
}
