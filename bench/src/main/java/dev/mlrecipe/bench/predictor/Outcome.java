package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.predict.Constants;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prediction beside what was published.
 *
 * @param one the row
 * @param predicted milliseconds from constants that were fitted without this row's model, where its model was used to
 *     fit; else from the constants of all marked rows
 * @param pair what its table compares it with; empty for float16 rows
 * @param leftOut whether its model was left out of a fit that would have used it
 */
record Outcome(Case one, double predicted, Optional<Pair> pair, boolean leftOut) {

    /** A change that is large enough to have a direction. */
    static final double NOTICEABLE = 0.05;

    /** A predicted change below this is none. */
    private static final double NONE = 0.005;

    /**
     * A row and the float16 row of the same table.
     *
     * @param baseline the float16 row
     * @param published published speed-up
     * @param predicted predicted speed-up
     */
    record Pair(Case baseline, double published, double predicted) {}

    static List<Outcome> of(List<Case> cases, Fits fits) {
        Map<String, Case> byId = new HashMap<>();
        cases.forEach(one -> byId.put(one.row().id(), one));
        return cases.stream().map(one -> of(one, byId, fits)).toList();
    }

    private static Outcome of(Case one, Map<String, Case> byId, Fits fits) {
        Constants constants = fits.judging(one.row());
        double predicted = one.predicted(constants);
        Optional<Pair> pair = one.baseline().map(row -> byId.get(row.id())).map(baseline -> new Pair(
                baseline, baseline.row().ms() / one.row().ms(), baseline.predicted(constants) / predicted));
        return new Outcome(one, predicted, pair, fits.without().containsKey(one.row().family()));
    }

    double error() {
        return Math.abs(predicted / one.row().ms() - 1);
    }

    boolean compared() {
        return pair.isPresent();
    }

    double published() {
        return pair.orElseThrow().published();
    }

    double speedup() {
        return pair.orElseThrow().predicted();
    }

    /** How far a predicted speed-up is off, of the published one. */
    double speedupError(double speedup) {
        return Math.abs(speedup / published() - 1);
    }

    /** How far the latency is off that the table's float16 latency and a predicted speed-up give. */
    double latencyError(double speedup) {
        return Math.abs(published() / speedup - 1);
    }

    boolean noticeable() {
        return compared() && direction(published(), NOTICEABLE) != 0;
    }

    boolean rightDirection(double speedup) {
        return direction(speedup, NONE) == direction(published(), NOTICEABLE);
    }

    /** Whether a speed-up is on the same side as the published one of: slower, unchanged within 5 %, faster. */
    boolean rightOfThree(double speedup) {
        return direction(speedup, NOTICEABLE) == direction(published(), NOTICEABLE);
    }

    private static int direction(double speedup, double least) {
        double change = 1 / speedup - 1;
        return Math.abs(change) <= least ? 0 : change < 0 ? 1 : -1;
    }
}
