package dev.mlrecipe.engine;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlanKey;
import dev.mlrecipe.plan.PlannedWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Everything that a run measured, free of the text it was run from. What a {@link Report} adds follows from the model
 * and the plan.
 *
 * @param fingerprint {@link dev.mlrecipe.coreml.CoreMlModel#fingerprint()} of the model
 * @param measurements results of the weights
 * @param accuracy as in {@link Report}
 * @param weightFileRatio as in {@link Totals}
 * @param outputBytes as in {@link Totals}
 * @param seconds as in {@link Totals}
 * @param peakHeapBytes as in {@link Totals}
 */
public record RunResults(
        String fingerprint,
        Measurements measurements,
        Accuracy accuracy,
        OptionalDouble weightFileRatio,
        OptionalLong outputBytes,
        double seconds,
        long peakHeapBytes) {

    /** What a run of {@code plan} on a model gave. */
    public static RunResults of(String fingerprint, Plan plan, Report report) {
        Totals totals = report.totals();
        return new RunResults(
                fingerprint,
                Measurements.of(PlanKey.of(fingerprint, plan), plan, report),
                report.accuracy(),
                totals.weightFileRatio(),
                totals.outputBytes(),
                totals.seconds(),
                totals.peakHeapBytes());
    }

    /** Whether a run of {@code plan} on the same model would give the same. */
    public boolean matches(Plan plan) {
        return measurements.planKey().equals(PlanKey.of(fingerprint, plan));
    }

    /**
     * The run's report; empty if its plan was another.
     *
     * @param planned what {@code plan} would give
     * @param data identifies samples and labels when it is asked: what was measured on others is left out
     */
    public Optional<Report> report(Plan plan, Report planned, Supplier<String> data) {
        if (!matches(plan)) {
            return Optional.empty();
        }
        List<LayerResult> layers = new ArrayList<>();
        for (int i = 0; i < planned.layers().size(); i++) {
            Optional<LayerResult> layer = layer(plan.weights().get(i), planned.layers().get(i));
            if (layer.isEmpty()) {
                return Optional.empty();
            }
            layers.add(layer.get());
        }
        return Optional.of(new Report(
                plan.opset(),
                layers,
                plan.activations(),
                accuracy(data),
                Reports.totals(layers, weightFileRatio, outputBytes, seconds, peakHeapBytes)));
    }

    private Accuracy accuracy(Supplier<String> data) {
        return switch (accuracy) {
            case Accuracy.Measured measured when measured.key().equals(data.get()) -> measured;
            case Accuracy.NotMeasured not when not.key().isEmpty() || not.key().equals(data.get()) -> not;
            default -> new Accuracy.Unknown();
        };
    }

    /** Whether a run on these samples and labels would tell nothing new; so it is where there are none. */
    public boolean knows(String data) {
        return switch (accuracy) {
            case Accuracy.Measured measured -> data.isEmpty() || measured.key().equals(data);
            case Accuracy.NotMeasured not -> data.isEmpty() || not.key().equals(data);
            case Accuracy.Unknown unknown -> data.isEmpty();
        };
    }

    private Optional<LayerResult> layer(PlannedWeight weight, LayerResult planned) {
        if (!(weight.decision() instanceof Decision.Compress)) {
            return Optional.of(planned.untouched());
        }
        return measurements.of(weight).map(planned::measured);
    }
}
