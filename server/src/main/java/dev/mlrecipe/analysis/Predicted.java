package dev.mlrecipe.analysis;

import dev.mlrecipe.predict.Prediction;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Predicted numbers in words, never without their range where they stand for a whole model. */
final class Predicted {
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);

    private Predicted() {}

    /** For example {@code 1.52 ms (1.09 to 2.13 ms)}. */
    static String latency(Prediction prediction) {
        return range(prediction.latency());
    }

    static String range(Prediction.Range range) {
        return ms(range.value()) + " (" + plain(range.low()) + " to " + ms(range.high()) + ")";
    }

    static String ms(double value) {
        return plain(value) + " ms";
    }

    /** For example {@code 12.3 MB}. */
    static String bytes(long bytes) {
        return plain(bytes / 1e6) + " MB";
    }

    private static String plain(double value) {
        return new BigDecimal(value).round(DIGITS).toPlainString();
    }
}
