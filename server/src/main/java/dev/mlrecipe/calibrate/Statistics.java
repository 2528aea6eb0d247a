package dev.mlrecipe.calibrate;

import dev.mlrecipe.coreml.activation.Range;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return "statistics " + HexFormat.of().formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
