package dev.mlrecipe.report;

import dev.mlrecipe.predict.Prediction;
import java.util.List;

/**
 * Predictions and what they are about, ready to be shown.
 *
 * @param model path of the model, as the user gave it
 * @param devices one entry per device
 */
public record PredictionDocument(String model, List<Entry> devices) {
    public PredictionDocument {
        devices = List.copyOf(devices);
    }

    /**
     * One device.
     *
     * @param result the model as it is or becomes
     * @param baseline the same model with float16 weights
     */
    public record Entry(Prediction result, Prediction baseline) {}
}
