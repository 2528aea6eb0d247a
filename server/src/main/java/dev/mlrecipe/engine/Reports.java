package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.technique.Proposal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Makes rows and totals of reports. */
public final class Reports {
    private final Encoding input;
    private final Encoding output;

    /** For results of {@code plan} on {@code model}. */
    Reports(CoreMlModel model, Plan plan) {
        this(model, plan.opset());
    }

    /** For results at the opset of the output. */
    Reports(CoreMlModel model, Opset opset) {
        this(model.encoding(model.index().opset().orElse(opset)), model.encoding(opset));
    }

    private Reports(Encoding input, Encoding output) {
        this.input = input;
        this.output = output;
    }

    /**
     * What a plan would give; no weight is read.
     *
     * @param input how the model stores its weights
     * @param output how it stores them at the plan's opset
     */
    public static Report planned(Encoding input, Encoding output, Plan plan) {
        Reports reports = new Reports(input, output);
        List<LayerResult> layers = plan.weights().stream().map(reports::planned).toList();
        return new Report(
                plan.opset(),
                layers,
                plan.activations(),
                totals(layers, OptionalDouble.empty(), OptionalLong.empty(), 0, 0));
    }

    Encoding output() {
        return output;
    }

    private LayerResult planned(PlannedWeight planned) {
        return switch (planned.decision()) {
            case Decision.Compress compress -> result(
                    planned.weight(),
                    LayerResult.Status.COMPRESSED,
                    compress.declined().map(Decision.Skip::named),
                    Optional.of(compress.rule()),
                    compress.form(),
                    compress.basis(),
                    Optional.empty());
            case Decision.Skip skip -> unchanged(
                    planned.weight(), LayerResult.Status.SKIPPED, skip.reason(), Optional.of(skip.rule()), Optional.empty());
            case Decision.Leave leave -> unchanged(
                    planned.weight(), LayerResult.Status.LEFT, leave.reason(), leave.rule(), Optional.empty());
        };
    }

    /** A weight that stays as it is. */
    LayerResult unchanged(
            Weight weight,
            LayerResult.Status status,
            String reason,
            Optional<Rule> rule,
            Optional<Measurement> measured) {
        return result(
                weight,
                status,
                Optional.of(reason),
                rule,
                weight.stored(),
                Proposal.Basis.EXACT,
                measured);
    }

    LayerResult result(
            Weight weight,
            LayerResult.Status status,
            Optional<String> reason,
            Optional<Rule> rule,
            Representation form,
            Proposal.Basis basis,
            Optional<Measurement> measured) {
        return new LayerResult(
                weight,
                status,
                reason,
                rule,
                output.formName(form),
                StoredBits.of(form),
                input.storedBytes(weight.stored()),
                output.storedBytes(form),
                basis,
                measured.map(m -> OptionalDouble.of(m.mse())).orElse(OptionalDouble.empty()),
                measured.map(m -> OptionalDouble.of(m.snrDb())).orElse(OptionalDouble.empty()),
                measured.map(Measurement::sparsity).orElse(OptionalDouble.empty()));
    }

    /**
     * Measured facts of one weight.
     *
     * @param mse mean squared error
     * @param snrDb signal to noise ratio
     * @param sparsity share of zeros; empty where the values were not read
     */
    record Measurement(double mse, double snrDb, OptionalDouble sparsity) {
        /** A weight that stays as it is. */
        static final Measurement NO_ERROR = new Measurement(0, Double.POSITIVE_INFINITY, OptionalDouble.empty());
    }

    static Totals totals(
            List<LayerResult> layers,
            OptionalDouble weightFileRatio,
            OptionalLong outputBytes,
            double seconds,
            long peakHeapBytes) {
        return new Totals(
                layers.size(),
                count(layers, LayerResult.Status.COMPRESSED),
                count(layers, LayerResult.Status.SKIPPED),
                count(layers, LayerResult.Status.LEFT),
                layers.stream().mapToLong(LayerResult::originalBytes).sum(),
                layers.stream().mapToLong(LayerResult::storedBytes).sum(),
                layers.stream().mapToLong(LayerResult::float16Bytes).sum(),
                weightFileRatio,
                layers.stream()
                        .filter(layer -> layer.status() == LayerResult.Status.COMPRESSED)
                        .flatMapToDouble(layer -> layer.snrDb().stream())
                        .min(),
                outputBytes,
                seconds,
                peakHeapBytes);
    }

    private static int count(List<LayerResult> layers, LayerResult.Status status) {
        return (int) layers.stream().filter(layer -> layer.status() == status).count();
    }
}
