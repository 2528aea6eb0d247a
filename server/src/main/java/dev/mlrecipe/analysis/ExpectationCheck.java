package dev.mlrecipe.analysis;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.finding.ExpectationFailed;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedSizes;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.recipe.Expectations;
import dev.mlrecipe.recipe.Located;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code expectation-failed}: {@code min_ratio}, {@code max_size}, {@code min_snr_db} and {@code max_skipped}. After a
 * run they are judged by its report; before, by the plan as far as that is exact. {@code max_latency_ms} and
 * {@code max_weight_memory} are judged by what a device measured, where a measured file covers the whole model and gives
 * a time, else by predictions.
 */
final class ExpectationCheck implements Check {
    @Override
    public List<Finding> findings(Situation situation) {
        Expectations expect = situation.recipe().expect();
        List<Finding> findings = new ArrayList<>(predicted(situation));
        if (situation.report().isPresent()) {
            findings.addAll(measured(expect, situation.report().get()));
        } else if (situation.model() instanceof ModelState.Read model) {
            situation.planning().ifPresent(planning -> findings.addAll(planned(expect, planning, model)));
        }
        return findings;
    }

    /** Latency and memory, before a run and after it the same: nothing here can measure them. */
    private List<Finding> predicted(Situation situation) {
        Expectations expect = situation.recipe().expect();
        List<Finding> findings = new ArrayList<>();
        expect.maxLatencyMs().forEach((device, limit) -> forecast(device, situation)
                .ifPresentOrElse(
                        forecast -> latency(limit, forecast).ifPresent(findings::add),
                        () -> findings.add(
                                ExpectationFailed.notJudged(limit.span(), "max_latency_ms of " + device))));
        expect.maxWeightMemory().forEach((device, limit) -> forecast(device, situation)
                .ifPresentOrElse(
                        forecast -> memory(limit, forecast).ifPresent(findings::add),
                        () -> findings.add(
                                ExpectationFailed.notJudged(limit.span(), "max_weight_memory of " + device))));
        return findings;
    }

    private static Optional<Forecast> forecast(String name, Situation situation) {
        return situation.forecasts().device(name).flatMap(situation::forecast);
    }

    private static Optional<Finding> latency(Located<Double> limit, Forecast forecast) {
        Prediction prediction = forecast.result();
        Optional<MeasuredResult> measured = forecast.measured().filter(known -> known.latency().isPresent());
        Prediction.Range latency = measured.map(known -> known.latency(prediction)).orElse(prediction.latency());
        if (latency.value() <= limit.value()) {
            return Optional.empty();
        }
        OpPrediction slowest = prediction.layers().stream()
                .max(Comparator.comparingDouble(layer -> ms(forecast, layer)))
                .orElseThrow();
        String found = Predicted.range(latency) + (measured.isPresent()
                ? " is " + Layers.name(measured.get().source())
                : " is predicted on " + prediction.device().name());
        return Optional.of(ExpectationFailed.of(
                limit.span(),
                "max_latency_ms",
                BigDecimal.valueOf(limit.value()).toPlainString() + " ms",
                found,
                "the slowest operation is " + Layers.name(slowest.op()) + " with "
                        + (measured.isPresent()
                                ? Predicted.ms(ms(forecast, slowest))
                                : Predicted.range(latency.of(ms(forecast, slowest))))
                        + ", " + slowest.bound().title() + " bound"));
    }

    private static double ms(Forecast forecast, OpPrediction layer) {
        return forecast.measured().map(known -> known.ms(layer)).orElse(layer.ms());
    }

    /** No tool measures how much memory weights take; measured units tell which of them are expanded. */
    private static Optional<Finding> memory(Located<Long> limit, Forecast forecast) {
        Prediction prediction = forecast.result();
        if (prediction.weightMemory() <= limit.value()) {
            return Optional.empty();
        }
        OpPrediction largest = prediction.layers().stream()
                .max(Comparator.comparingLong(OpPrediction::weightMemory))
                .orElseThrow();
        String units = forecast.measured()
                .filter(known -> known.latency().isPresent())
                .map(known -> " for the units " + Layers.name(known.source()))
                .orElse("");
        return Optional.of(ExpectationFailed.of(
                limit.span(),
                "max_weight_memory",
                exact(limit.value()),
                exact(prediction.weightMemory()) + " of weights in memory are predicted on "
                        + prediction.device().name() + units,
                "the largest share is that of " + Layers.name(largest.op()) + " with " + bytes(largest.weightMemory())));
    }

    private static List<Finding> planned(Expectations expect, Planning planning, ModelState.Read model) {
        List<Finding> findings = new ArrayList<>();
        PlannedSizes sizes = PlannedSizes.of(planning.plan(), model.encoding());
        if (sizes.exact() && !sizes.weights().isEmpty()) {
            PlannedSizes.Size largest = sizes.weights().stream()
                    .max(Comparator.comparingLong(PlannedSizes.Size::storedBytes))
                    .orElseThrow();
            String worst = largest(Layers.label(largest.planned().weight()), largest.storedBytes());
            ratio(expect.minRatio(), sizes.float16Bytes(), sizes.storedBytes(), worst).ifPresent(findings::add);
            // The package holds more than weights, so its size is only known to fail.
            size(expect.maxSize(), sizes.storedBytes(), "the weights alone take ", worst).ifPresent(findings::add);
        }
        List<String> skipped = planning.plan().weights().stream()
                .filter(planned -> planned.decision() instanceof Decision.Skip)
                .map(planned -> Layers.label(planned.weight()))
                .toList();
        skipped(expect.maxSkipped(), skipped).ifPresent(findings::add);
        return findings;
    }

    private static List<Finding> measured(Expectations expect, Report report) {
        List<Finding> findings = new ArrayList<>();
        report.layers().stream().max(Comparator.comparingLong(LayerResult::storedBytes)).ifPresent(largest -> {
            String worst = largest(Layers.label(largest.weight()), largest.storedBytes());
            ratio(expect.minRatio(), report.totals().float16Bytes(), report.totals().storedBytes(), worst)
                    .ifPresent(findings::add);
            report.totals().outputBytes().ifPresent(bytes ->
                    size(expect.maxSize(), bytes, "the output takes ", worst).ifPresent(findings::add));
        });
        expect.minSnrDb().flatMap(minimum -> snr(minimum, report)).ifPresent(findings::add);
        List<String> skipped = report.layers().stream()
                .filter(layer -> layer.status() == LayerResult.Status.SKIPPED)
                .map(layer -> Layers.label(layer.weight()))
                .toList();
        skipped(expect.maxSkipped(), skipped).ifPresent(findings::add);
        return findings;
    }

    private static Optional<Finding> ratio(
            Optional<Located<Double>> minimum, long float16Bytes, long storedBytes, String worst) {
        double found = storedBytes == 0 ? 1 : (double) float16Bytes / storedBytes;
        return minimum.filter(m -> found < m.value())
                .map(m -> ExpectationFailed.of(
                        m.span(), "min_ratio", Double.toString(m.value()), number(found) + " is reached", worst));
    }

    private static Optional<Finding> size(Optional<Located<Long>> maximum, long bytes, String what, String worst) {
        return maximum.filter(m -> bytes > m.value())
                .map(m -> ExpectationFailed.of(m.span(), "max_size", exact(m.value()), what + exact(bytes), worst));
    }

    private static Optional<Finding> snr(Located<Double> minimum, Report report) {
        List<LayerResult> below = report.layers().stream()
                .filter(layer -> layer.status() == LayerResult.Status.COMPRESSED)
                .filter(layer -> layer.snrDb().isPresent() && !(layer.snrDb().getAsDouble() >= minimum.value()))
                .sorted(Comparator.comparingDouble(layer -> layer.snrDb().getAsDouble()))
                .toList();
        if (below.isEmpty()) {
            return Optional.empty();
        }
        LayerResult worst = below.get(0);
        String others = below.size() == 1 ? "it is the only one below" : below.size() + " layers are below";
        return Optional.of(ExpectationFailed.of(
                minimum.span(),
                "min_snr_db",
                minimum.value() + " dB",
                Layers.label(worst.weight()) + " has " + number(worst.snrDb().getAsDouble()) + " dB",
                others));
    }

    private static Optional<Finding> skipped(Optional<Located<Integer>> maximum, List<String> skipped) {
        return maximum.filter(m -> skipped.size() > m.value())
                .map(m -> ExpectationFailed.of(
                        m.span(),
                        "max_skipped",
                        m.value().toString(),
                        skipped.size() + (skipped.size() == 1 ? " weight is" : " weights are") + " skipped",
                        "the first: " + skipped.get(0)));
    }

    private static String largest(String label, long bytes) {
        return "the largest weight is " + label + " with " + bytes(bytes);
    }

    private static String number(double value) {
        // Rounded down: what is missed by a hair must not look as if it were reached.
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(3, RoundingMode.FLOOR).toPlainString()
                : Double.toString(value);
    }

    private static String exact(long bytes) {
        return String.format(Locale.ROOT, "%,d bytes", bytes);
    }

    private static String bytes(long bytes) {
        return bytes < 10_000
                ? bytes + " bytes"
                : bytes < 1_000_000
                        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                        : String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
    }
}
