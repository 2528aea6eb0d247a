package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.measured.Evidence;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.predict.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is predicted for all operations whose weights one rule decides, or measured.
 *
 * @param forecast the whole model on its device
 * @param layers one per operation
 */
record RuleForecast(Forecast forecast, List<LayerForecast> layers) {
    RuleForecast {
        layers = List.copyOf(layers);
    }

    /** Empty where none of the operations takes time, or nothing is predicted. */
    static Optional<RuleForecast> of(List<LayerOutlook> layers) {
        Map<String, LayerForecast> byOperation = new LinkedHashMap<>();
        layers.stream()
                .flatMap(layer -> layer.forecast().stream())
                .forEach(layer -> byOperation.putIfAbsent(layer.after().op(), layer));
        return byOperation.values().stream()
                .findFirst()
                .map(first -> new RuleForecast(first.forecast(), List.copyOf(byOperation.values())));
    }

    /** {@code 1.9 → 1.2 ms (0.85 to 1.7) on the Neural Engine of iPhone 15 Pro (predicted)}. */
    String words() {
        if (layers.stream().allMatch(layer -> layer.evidence() == Evidence.MEASURED)) {
            MeasuredResult measured = forecast.measured().orElseThrow();
            return Millis.of(layers.stream().mapToDouble(LayerForecast::ms).sum()) + " of "
                    + Millis.of(measured.latency(forecast.result()).value()) + " ms on the " + units() + " ("
                    + Names.line(measured.source()) + ")";
        }
        long known = layers.stream().filter(layer -> layer.evidence() != Evidence.PREDICTED).count();
        String basis = known == 0
                ? "predicted"
                : known == layers.size()
                        ? "predicted, units measured"
                        : "predicted, units of " + known + " of " + layers.size() + " operations measured";
        return change() + " on the " + units() + " of " + forecast.result().device().name() + " (" + basis + ")";
    }

    /** {@code 1.9 → 1.2 ms (0.85 to 1.7)}. */
    private String change() {
        return Millis.change(
                layers.stream().mapToDouble(layer -> layer.before().ms()).sum(),
                layers.stream().mapToDouble(layer -> layer.after().ms()).sum(),
                forecast.result().latency());
    }

    /** The units, the one that takes longest first. */
    private String units() {
        Map<Unit, Double> times = layers.stream()
                .collect(Collectors.groupingBy(
                        layer -> layer.after().unit(), Collectors.summingDouble(LayerForecast::ms)));
        List<String> titles = new ArrayList<>(times.entrySet().stream()
                .sorted(Map.Entry.<Unit, Double>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getKey().title())
                .toList());
        String last = titles.removeLast();
        return titles.isEmpty() ? last : String.join(", ", titles) + " and " + last;
    }
}
