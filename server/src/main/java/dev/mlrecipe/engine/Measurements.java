package dev.mlrecipe.engine;

import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlanKey;
import dev.mlrecipe.plan.PlannedWeight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run measured, free of the text it was run from: it outlives edits, and a weight's result holds as long as the
 * same would be done to it.
 *
 * @param planKey {@link PlanKey} of the run
 * @param weights results by {@link dev.mlrecipe.coreml.Weight#id()}
 */
public record Measurements(String planKey, Map<Integer, Measurement> weights) {
    public Measurements {
        weights = Map.copyOf(weights);
    }

    /**
     * What one weight became.
     *
     * @param actions {@link PlanKey#ofActions} of what was done to it
     * @param status whether it was compressed
     * @param reason why it, or a later step, was not; empty otherwise
     * @param form name of the stored form
     * @param bits bits per element of the main stored tensor
     * @param storedBytes bytes in the output
     * @param mse mean squared error, as in {@link LayerResult}
     * @param snrDb signal to noise ratio in dB; infinite without error
     * @param sparsity share of zeros
     */
    public record Measurement(
            String actions,
            LayerResult.Status status,
            Optional<String> reason,
            String form,
            int bits,
            long storedBytes,
            OptionalDouble mse,
            OptionalDouble snrDb,
            OptionalDouble sparsity) {

        /** What {@code compress} made of a weight. */
        public static Measurement of(Decision.Compress compress, LayerResult layer) {
            return new Measurement(
                    PlanKey.ofActions(compress.actions()),
                    layer.status(),
                    layer.reason(),
                    layer.form(),
                    layer.bits(),
                    layer.storedBytes(),
                    layer.mse(),
                    layer.snrDb(),
                    layer.sparsity());
        }
    }

    /** What {@code report} says about the weights that {@code plan} compresses. */
    public static Measurements of(String planKey, Plan plan, Report report) {
        Map<Integer, Measurement> weights = new HashMap<>();
        List<LayerResult> layers = report.layers();
        for (int i = 0; i < layers.size(); i++) {
            LayerResult layer = layers.get(i);
            if (plan.weights().get(i).decision() instanceof Decision.Compress compress) {
                weights.put(layer.weight().id(), Measurement.of(compress, layer));
            }
        }
        return new Measurements(planKey, weights);
    }

    /** What was measured for a weight, if the plan still does the same to it. */
    public Optional<Measurement> of(PlannedWeight planned) {
        Measurement measurement = weights.get(planned.weight().id());
        return measurement != null
                        && planned.decision() instanceof Decision.Compress compress
                        && PlanKey.ofActions(compress.actions()).equals(measurement.actions())
                ? Optional.of(measurement)
                : Optional.empty();
    }
}
