package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.predict.OpPrediction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * What is predicted for the operation that a weight belongs to.
 *
 * @param device the device
 * @param before with float16 weights
 * @param after as the recipe makes it
 */
record LayerForecast(String device, OpPrediction before, OpPrediction after) {
    private static final MathContext DIGITS = new MathContext(2);

    /** For the first operation that takes the weight; empty where that takes no time of its own. */
    static Optional<LayerForecast> of(Weight weight, Forecast forecast) {
        return weight.consumers().stream()
                .map(Consumer::op)
                .findFirst()
                .flatMap(op -> forecast.baseline().layer(op).flatMap(before -> forecast.result()
                        .layer(op)
                        .filter(after -> after.ms() > 0)
                        .map(after -> new LayerForecast(forecast.result().device().name(), before, after))));
    }

    /** {@code Neural Engine, weight memory bound, 0.041 → 0.024 ms on iPhone 15 Pro (predicted)}. */
    String words() {
        return after.unit().title() + ", " + after.bound().title() + " bound, " + ms(before.ms()) + " → " + ms(after.ms())
                + " ms on " + device + " (predicted)";
    }

    /** The unit with the rule behind it, for a hover. */
    String reason() {
        return words() + ": " + after.rule() + " (" + after.confidence().word() + " confidence)";
    }

    private static String ms(double value) {
        return new BigDecimal(value).round(DIGITS).toPlainString();
    }
}
