package dev.mlrecipe.analysis;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.NoPredictedGain;
import dev.mlrecipe.finding.SlowerPredicted;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code no-predicted-gain} and {@code slower-predicted}, for the devices that a recipe names. Latency and memory are
 * judged apart: the same latency with less memory is a gain.
 */
final class PredictionCheck implements Check {
    /** A change of latency below this share is none. */
    private static final double NONE = 0.01;

    /** A change above this share is worth a warning: the published rows that are that far apart are told apart. */
    private static final double NOTICEABLE = 0.05;

    @Override
    public List<Finding> findings(Situation situation) {
        Optional<Planning> planning = situation.planning().filter(p -> p.plan().weights().stream()
                .anyMatch(weight -> weight.decision() instanceof Decision.Compress));
        List<Finding> findings = new ArrayList<>();
        if (planning.isPresent()) {
            for (Located<String> named : situation.recipe().devices()) {
                situation.forecasts()
                        .device(named.value())
                        .flatMap(situation::forecast)
                        .flatMap(forecast -> finding(named, forecast))
                        .ifPresent(findings::add);
            }
        }
        return findings;
    }

    private static Optional<Finding> finding(Located<String> named, Forecast forecast) {
        Prediction result = forecast.result();
        Prediction baseline = forecast.baseline();
        double change = result.latency().value() / baseline.latency().value() - 1;
        String device = result.device().name();
        if (change > NOTICEABLE) {
            return Optional.of(SlowerPredicted.of(
                    named.span(),
                    device,
                    Predicted.latency(baseline),
                    Predicted.latency(result),
                    worst(result, baseline)));
        }
        boolean lighter = result.weightMemory() < baseline.weightMemory();
        if (Math.abs(change) < NONE && !lighter) {
            String reason = result.notes().isEmpty()
                    ? "these units expand such weights when the model is loaded"
                    : result.notes().getLast();
            return Optional.of(NoPredictedGain.of(
                    named.span(), device, Predicted.latency(result), Predicted.bytes(result.weightMemory()), reason));
        }
        return Optional.empty();
    }

    /** Whether there is something to say against a forecast. */
    static boolean isPoor(Forecast forecast) {
        return finding(new Located<>("", Span.at(0)), forecast).isPresent();
    }

    /** The operation that loses most. */
    private static String worst(Prediction result, Prediction baseline) {
        List<OpPrediction> before = baseline.layers();
        List<OpPrediction> after = result.layers();
        int worst = IntStream.range(0, after.size())
                .boxed()
                .max(Comparator.comparingDouble(i -> after.get(i).ms() - before.get(i).ms()))
                .orElseThrow();
        return Layers.name(after.get(worst).op()) + " loses most, "
                + Predicted.range(baseline.range(before.get(worst))) + " before and "
                + Predicted.range(result.range(after.get(worst))) + " after, " + after.get(worst).bound().title()
                + " bound";
    }
}
