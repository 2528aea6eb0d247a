package dev.mlrecipe.report;

import dev.mlrecipe.measured.Evidence;
import dev.mlrecipe.measured.MeasuredResult;
import dev.mlrecipe.predict.OpPrediction;
import dev.mlrecipe.predict.Prediction;
import java.util.List;
import java.util.Optional;

/**
 * Predictions and what they are about, ready to be shown.
 *
 * @param model path of the model, as the user gave it
 * @param functions names of all functions of the model, the default one first
 * @param devices one entry per device, or more where several functions or choices of units are predicted
 */
public record PredictionDocument(String model, List<String> functions, List<Entry> devices) {
    public PredictionDocument {
        functions = List.copyOf(functions);
        devices = List.copyOf(devices);
    }

    /**
     * One device.
     *
     * @param result the model as it is or becomes
     * @param baseline the same model with float16 weights
     * @param measured what was measured of the first, which counts more than what is predicted
     */
    public record Entry(Prediction result, Prediction baseline, Optional<MeasuredResult> measured) {

        /** Milliseconds of a run: measured where they are known, else predicted. */
        Prediction.Range latency() {
            return measured.map(known -> known.latency(result)).orElse(result.latency());
        }

        /** Whether {@link #latency} was measured. */
        boolean isMeasured() {
            return measured.flatMap(MeasuredResult::latency).isPresent();
        }

        /** Milliseconds of an operation. */
        double ms(OpPrediction layer) {
            return measured.map(known -> known.ms(layer)).orElse(layer.ms());
        }

        /** The same with its range: it is as far off as the whole. */
        Prediction.Range range(OpPrediction layer) {
            return latency().of(ms(layer));
        }

        /** Where an operation's unit and milliseconds come from. */
        Evidence evidence(OpPrediction layer) {
            return measured.map(known -> known.evidence(layer.op())).orElse(Evidence.PREDICTED);
        }
    }
}
