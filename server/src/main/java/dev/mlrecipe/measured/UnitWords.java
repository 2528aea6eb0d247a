package dev.mlrecipe.measured;

import dev.mlrecipe.predict.Unit;
import java.util.Locale;

/** What files call compute units. */
final class UnitWords {
    private UnitWords() {}

    /** The unit that a word stands for: {@code ANE}, {@code Neural Engine}, {@code gpu}. */
    static Unit of(JsonValue value) throws MeasuredException {
        String plain = value.text().toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        return switch (plain) {
            case "ane", "ne", "neuralengine" -> Unit.NEURAL_ENGINE;
            case "gpu" -> Unit.GPU;
            case "cpu" -> Unit.CPU;
            default -> throw value.wrong("CPU, GPU or ANE");
        };
    }
}
