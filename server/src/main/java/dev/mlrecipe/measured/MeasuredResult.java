package dev.mlrecipe.measured;

import dev.mlrecipe.measured.MeasuredPlan.Latency;
import dev.mlrecipe.predict.Confidence;
import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a measured file says of a model on a device, beside what is predicted for the rest of it.
 *
 * @param plan the file
 * @param match which operations it is about, without those that it has on units that are not there
 * @param sameWeights whether the file measured the weights that are predicted
 * @param times milliseconds by name of the operation, apportioned by the costs of the file
 * @param latency a run of the whole model as measured; empty where the file gives none, leaves operations out, or
 *     measured other weights
 * @param agreement how the prediction would have placed the same operations
 */
public record MeasuredResult(
        MeasuredPlan plan,
        Match match,
        boolean sameWeights,
        Map<String, Double> times,
        Optional<Latency> latency,
        Agreement agreement) {

    public MeasuredResult {
        times = Map.copyOf(times);
    }

    /**
     * Predicted and measured units side by side.
     *
     * @param compared operations that have both
     * @param differences those where they differ, in program order
     */
    public record Agreement(int compared, List<Difference> differences) {
        public Agreement {
            differences = List.copyOf(differences);
        }

        /** Operations where both are the same. */
        public int same() {
            return compared - differences.size();
        }
    }

    /** An operation that does not run where it was predicted to. */
    public record Difference(OpPrediction predicted, Unit measured) {}

    /**
     * Puts a file beside a prediction.
     *
     * @param found which operations it is about
     * @param free the prediction without the file
     * @param placed the prediction with every operation on its measured unit
     * @param sameWeights whether the file measured the weights that are predicted
     */
    public static MeasuredResult of(
            MeasuredPlan plan, Match found, Prediction free, Prediction placed, boolean sameWeights) {
        Match match = found.placedAs(placed);
        boolean whole = placed.layers().stream()
                .allMatch(layer -> layer.ms() <= 0 || match.rows().containsKey(layer.op()));
        Optional<Latency> latency = plan.latency().filter(measured -> whole && sameWeights);
        Map<String, Double> times = sameWeights ? times(match, placed, latency) : Map.of();
        return new MeasuredResult(plan, match, sameWeights, times, latency, agreement(found, free));
    }

    private static Map<String, Double> times(Match match, Prediction placed, Optional<Latency> latency) {
        double covered = match.rows().values().stream().mapToDouble(row -> row.cost().orElse(0)).sum();
        if (covered <= 0) {
            return Map.of();
        }
        double predicted = placed.layers().stream()
                .filter(layer -> hasCost(match, layer))
                .mapToDouble(OpPrediction::ms)
                .sum();
        double msPerCost = latency.isPresent() ? latency.get().median() / match.cost() : predicted / covered;
        Map<String, Double> times = new HashMap<>();
        match.rows().forEach((op, row) -> row.cost().ifPresent(cost -> times.put(op, cost * msPerCost)));
        return times;
    }

    private static boolean hasCost(Match match, OpPrediction layer) {
        MeasuredRow row = match.rows().get(layer.op());
        return row != null && row.cost().isPresent();
    }

    private static Agreement agreement(Match match, Prediction free) {
        List<Difference> differences = new ArrayList<>();
        int compared = 0;
        for (OpPrediction layer : free.layers()) {
            MeasuredRow row = match.rows().get(layer.op());
            if (row != null) {
                compared++;
                if (row.unit() != layer.unit()) {
                    differences.add(new Difference(layer, row.unit()));
                }
            }
        }
        return new Agreement(compared, differences);
    }

    /** Where unit and time of an operation come from. */
    public Evidence evidence(String op) {
        if (!match.rows().containsKey(op)) {
            return Evidence.PREDICTED;
        }
        if (!times.containsKey(op)) {
            return Evidence.MEASURED_UNIT;
        }
        return latency.isPresent() ? Evidence.MEASURED : Evidence.MEASURED_SHARE;
    }

    /** Milliseconds of an operation: measured where they are known, else predicted. */
    public double ms(OpPrediction predicted) {
        return times.getOrDefault(predicted.op(), predicted.ms());
    }

    /** Milliseconds of a run, and how far runs differ; predicted ones where none were measured. */
    public Prediction.Range latency(Prediction predicted) {
        return latency.map(measured -> new Prediction.Range(
                        measured.median(), measured.min(), measured.max(), Confidence.HIGH))
                .orElse(predicted.latency());
    }

    /** Why times that the file gives are not used. */
    public Optional<String> caveat() {
        if (!sameWeights) {
            return Optional.of("the file was measured with weights of another size: units are taken from it, times are"
                    + " predicted");
        }
        return plan.latency().isPresent() && latency.isEmpty()
                ? Optional.of("the file leaves out operations that take time: the whole is predicted")
                : Optional.empty();
    }

    /** {@code measured on Mac15,3 (M3), macOS 15.4}, as far as the file says. */
    public String source() {
        String where = plan.origin().words();
        return where.isEmpty() ? "measured" : "measured on " + where;
    }
}
