package dev.mlrecipe.technique;

/**
 * An option with which a weight would be compressed after all.
 *
 * @param key the option
 * @param value one of the values that {@link OptionType} allows: String, Long, Double, Boolean or {@code List<Long>}
 */
public record Suggestion(String key, Object value) {}
