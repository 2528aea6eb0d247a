package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.measured.Evidence;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import java.util.Optional;

/**
 * What is predicted for the operation that a weight belongs to, or measured.
 *
 * @param forecast the whole model on its device
 * @param before the operation with float16 weights
 * @param after the operation as the recipe makes it
 */
record LayerForecast(Forecast forecast, OpPrediction before, OpPrediction after) {

    /** For the first operation that takes the weight; empty where that takes no time of its own. */
    static Optional<LayerForecast> of(Weight weight, Forecast forecast) {
        return weight.consumers().stream()
                .map(Consumer::op)
                .findFirst()
                .flatMap(op -> forecast.baseline().layer(op).flatMap(before -> forecast.result()
                        .layer(op)
                        .map(after -> new LayerForecast(forecast, before, after))
                        .filter(layer -> layer.ms() > 0)));
    }

    /** Milliseconds of the operation: measured where they are known, else predicted. */
    double ms() {
        return forecast.measured().map(known -> known.ms(after)).orElse(after.ms());
    }

    Evidence evidence() {
        return forecast.measured().map(known -> known.evidence(after.op())).orElse(Evidence.PREDICTED);
    }

    /** {@code Neural Engine, weight memory bound, 0.041 → 0.024 ms (0.017 to 0.034) on iPhone 15 Pro (predicted)}. */
    String words() {
        String device = forecast.result().device().name();
        String unit = after.unit().title();
        String bound = ", " + after.bound().title() + " bound, ";
        String change = Millis.change(before.ms(), after.ms(), forecast.result().latency());
        return switch (evidence()) {
            case PREDICTED -> unit + bound + change + " on " + device + " (predicted)";
            case MEASURED_UNIT -> unit + " (measured)" + bound + change + " on " + device + " (predicted)";
            case MEASURED_SHARE -> unit + " (measured), " + Millis.of(ms()) + " ms "
                    + Millis.range(ms(), forecast.result().latency()) + ", its measured share of the predicted time on "
                    + device;
            case MEASURED -> unit + ", " + Millis.of(ms()) + " of " + Millis.of(total().value()) + " ms ("
                    + Names.line(forecast.measured().map(MeasuredResult::source).orElseThrow()) + ")";
        };
    }

    private Prediction.Range total() {
        return forecast.measured().map(known -> known.latency(forecast.result())).orElse(forecast.result().latency());
    }

    /** {@code Neural Engine, 0.024 ms (0.017 to 0.034)}; without a range where it was measured. */
    String brief() {
        String time = after.unit().title() + ", " + Millis.of(ms()) + " ms";
        return evidence() == Evidence.MEASURED ? time : time + " " + Millis.range(ms(), forecast.result().latency());
    }

    /** The unit with the rule behind it, for a hover. */
    String reason() {
        return evidence() == Evidence.PREDICTED
                ? words() + ": " + after.rule() + " (" + after.confidence().word() + " confidence)"
                : words();
    }
}
