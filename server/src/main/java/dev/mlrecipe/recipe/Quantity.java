package dev.mlrecipe.recipe;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes such as {@code 12 MB}: kB, MB and GB are powers of 1000, KiB, MiB and GiB powers of 1024. */
public final class Quantity {
    /** What is expected, for messages. */
    public static final String EXPECTED = "a size such as 12 MB (B, kB, MB, GB, KiB, MiB or GiB)";

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([a-zA-Z]{1,3})");
    private static final Map<String, Long> UNITS = Map.of(
            "B", 1L, "kB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB",
            1L << 30);

    private Quantity() {}

    /** The bytes, rounded down; empty if it is no size or larger than 2^63 - 1. */
    public static Optional<Long> bytes(String text) {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches() || !UNITS.containsKey(matcher.group(2))) {
            return Optional.empty();
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(UNITS.get(matcher.group(2))));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.empty()
                : Optional.of(bytes.longValue());
    }

    /** The spelling that was probably meant: a unit in the right case, bytes where the unit is missing. */
    public static Optional<String> nearest(String text) {
        String stripped = text.strip();
        if (stripped.matches("[0-9]{1,18}")) {
            return Optional.of(stripped + (stripped.length() < 5 ? " MB" : " B"));
        }
        Matcher matcher = SHAPE.matcher(stripped);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return UNITS.keySet().stream()
                .filter(unit -> unit.equalsIgnoreCase(matcher.group(2))
                        || unit.equalsIgnoreCase(matcher.group(2) + "B"))
                .findFirst()
                .map(unit -> matcher.group(1) + " " + unit);
    }
}
