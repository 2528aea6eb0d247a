package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;
import dev.mlrecipe.digest.Sha256;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ranges of a model's values while it ran.
 *
 * @param ranges by name of the value in the program
 */
public record Statistics(Map<String, Range> ranges) {
    public Statistics {
        ranges = Collections.unmodifiableMap(new TreeMap<>(ranges));
    }

    /** Identifies these ranges. */
    public String key() {
        StringBuilder text = new StringBuilder();
        ranges.forEach((name, range) -> text.append(name.length())
                .append(' ')
                .append(name)
                .append(' ')
                .append(Double.doubleToLongBits(range.min()))
                .append(' ')
                .append(Double.doubleToLongBits(range.max()))
                .append('\n'));
        return "statistics " + Sha256.hex(text.toString());
    }
}
