package dev.mlrecipe.technique;

import java.util.Optional;

/**
 * One key of a technique's vocabulary.
 *
 * @param key the word in a recipe
 * @param type legal values
 * @param defaultValue value where the key is absent: String, Long, Double, Boolean or {@code List<Long>}; empty for none
 * @param doc what it means, in one or two sentences of Markdown
 * @param extension whether coremltools does not know the key
 */
public record Option(String key, OptionType type, Optional<Object> defaultValue, String doc, boolean extension) {

    /** A key of coremltools with a default. */
    public static Option of(String key, OptionType type, Object defaultValue, String doc) {
        return new Option(key, type, Optional.of(defaultValue), doc, false);
    }

    /** A key of coremltools without a default. */
    public static Option optional(String key, OptionType type, String doc) {
        return new Option(key, type, Optional.empty(), doc, false);
    }

    /** A key that coremltools does not know, with a default. */
    public static Option extension(String key, OptionType type, Object defaultValue, String doc) {
        return new Option(key, type, Optional.of(defaultValue), doc, true);
    }
}
