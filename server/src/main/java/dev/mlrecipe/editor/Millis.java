package dev.mlrecipe.editor;

import dev.mlrecipe.predict.Prediction;
import java.math.BigDecimal;
import java.math.MathContext;

/** Milliseconds in words, predicted ones never without their range. */
final class Millis {
    private static final MathContext DIGITS = new MathContext(2);

    private Millis() {}

    static String of(double value) {
        return new BigDecimal(value).round(DIGITS).toPlainString();
    }

    /**
     * {@code 0.041 → 0.024 ms (0.017 to 0.034)}.
     *
     * @param whole of the model, which this is a part of: it is as far off
     */
    static String change(double before, double after, Prediction.Range whole) {
        return of(before) + " → " + of(after) + " ms " + range(after, whole);
    }

    /** {@code (0.017 to 0.034)}. */
    static String range(double value, Prediction.Range whole) {
        double scale = whole.value() > 0 ? value / whole.value() : 0;
        return "(" + of(scale * whole.low()) + " to " + of(scale * whole.high()) + ")";
    }
}
