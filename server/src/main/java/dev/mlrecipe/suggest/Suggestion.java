package dev.mlrecipe.suggest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * @param subject what the signal to noise ratios of points are ratios of
 * @param measured what the compressed model gave for samples; empty without data
 */
public record Suggestion(
        String recipe,
        Point reached,
        int rules,
        Point ideal,
        OptionalDouble leastSnrDb,
        Optional<Latency> latency,
        List<Point> frontier,
        List<Point> uniform,
        Distortion.Subject subject,
        Optional<Measured> measured) {
    /** The comments that a recipe begins with. */
    private static final Pattern HEAD = Pattern.compile("(#.*\n)*");

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
     * @param snrDb the error as a signal to noise ratio; infinite without error
     */
    public record Point(String title, long storedBytes, double ratio, double error, double snrDb) {}

    /**
     * How far the outputs of the compressed model are from those of the model.
     *
     * @param samples how many samples it ran on
     * @param outputs in the order of the function's outputs, at least one
     */
    public record Measured(int samples, List<Output> outputs) {
        public Measured {
            outputs = List.copyOf(outputs);
        }

        /** The least signal to noise ratio of an output in dB. */
        public double snrDb() {
            return outputs.stream().mapToDouble(Output::snrDb).min().orElseThrow();
        }
    }

    /**
     * An output.
     *
     * @param snrDb signal to noise ratio over all samples in dB; infinite without error
     * @param meanCosine mean of the cosines of samples
     */
    public record Output(String name, double snrDb, double meanCosine) {}

    /** The same with what was measured, which the recipe tells in a comment. */
    public Suggestion with(Measured found) {
        StringBuilder said = new StringBuilder();
        for (Output output : found.outputs()) {
            said.append(String.format(
                    Locale.ROOT,
                    "# Measured on %d %s: %s of %s, mean cosine %s.\n",
                    found.samples(),
                    found.samples() == 1 ? "sample" : "samples",
                    Figures.decibels(Figures.down(output.snrDb(), 1)),
                    output.name().replaceAll("\\p{Cntrl}", "?"),
                    Figures.cosine(output.meanCosine())));
        }
        Matcher head = HEAD.matcher(recipe);
        int end = head.lookingAt() ? head.end() : 0;
        return new Suggestion(
                recipe.substring(0, end) + said + recipe.substring(end),
                reached,
                rules,
                ideal,
                leastSnrDb,
                latency,
                frontier,
                uniform,
                subject,
                Optional.of(found));
    }

    /**
     * A prediction.
     *
     * @param device the device
     * @param milliseconds for the recipe
     * @param baseline for float16 weights
     */
    public record Latency(String device, double milliseconds, double baseline) {}
}
