package dev.mlrecipe.engine;

import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlanKey;
import dev.mlrecipe.plan.PlannedWeight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Everything that a run measured, free of the text it was run from. What a {@link Report} adds follows from the model
 * and the plan.
 *
 * @param fingerprint {@link dev.mlrecipe.coreml.CoreMlModel#fingerprint()} of the model
 * @param measurements results of the weights
 * @param weightFileRatio as in {@link Totals}
 * @param outputBytes as in {@link Totals}
 * @param seconds as in {@link Totals}
 * @param peakHeapBytes as in {@link Totals}
 */
public record RunResults(
        String fingerprint,
        Measurements measurements,
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
     */
    public Optional<Report> report(Plan plan, Report planned) {
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
                Reports.totals(layers, weightFileRatio, outputBytes, seconds, peakHeapBytes)));
    }

    private Optional<LayerResult> layer(PlannedWeight weight, LayerResult planned) {
        if (!(weight.decision() instanceof Decision.Compress)) {
            return Optional.of(planned.untouched());
        }
        return measurements.of(weight).map(planned::measured);
    }
}
