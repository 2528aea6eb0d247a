package dev.mlrecipe.bench.predictor;

import java.util.OptionalDouble;

/**
 * A prediction beside what was published.
 *
 * @param one the row
 * @param predicted milliseconds from constants that were fitted without this row's model, where its model was used to
 *     fit; else from the constants of all marked rows
 * @param speedup predicted speed-up over the float16 row of the same table; empty for float16 rows
 * @param publishedSpeedup published speed-up
 * @param ratio how many times fewer bytes the weights take
 * @param leftOut whether its model was left out of a fit that would have used it
 */
record Outcome(
        Case one,
        double predicted,
        OptionalDouble speedup,
        OptionalDouble publishedSpeedup,
        double ratio,
        boolean leftOut) {

    /** A change that is large enough to have a direction. */
    static final double NOTICEABLE = 0.05;

    /** A predicted change below this is none. */
    static final double NONE = 0.005;

    double error() {
        return Math.abs(predicted / one.row().ms() - 1);
    }

    double speedupError(double predictedSpeedup) {
        return Math.abs(predictedSpeedup / publishedSpeedup.orElseThrow() - 1);
    }

    boolean compared() {
        return speedup.isPresent();
    }

    boolean noticeable() {
        return compared() && Math.abs(1 / publishedSpeedup.orElseThrow() - 1) > NOTICEABLE;
    }

    boolean rightDirection(double predictedSpeedup) {
        double change = 1 / predictedSpeedup - 1;
        double published = 1 / publishedSpeedup.orElseThrow() - 1;
        return Math.abs(change) > NONE && change * published > 0;
    }
}
