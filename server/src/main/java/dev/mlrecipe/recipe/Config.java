package dev.mlrecipe.recipe;

import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.text.Span;
import java.util.Map;

/**
 * One leaf of a configuration.
 *
 * @param technique what does the work
 * @param options its options, defaults included
 * @param weightThreshold weights with at most this many elements are left alone
 * @param keys where each given key's value stands
 * @param span the whole leaf
 */
public record Config(
        Technique technique, Options options, long weightThreshold, Map<String, Span> keys, Span span) {

    public Config {
        keys = Map.copyOf(keys);
    }

    /** Where to show something about {@code key}: its value if it is given, else the leaf. */
    public Span at(String key) {
        return keys.getOrDefault(key, span);
    }

    /** Whether weights are compressed by looking at what they are multiplied with, which needs samples. */
    public boolean calibrates() {
        return technique.calibrates(options);
    }

    /** What asks for something, for messages: {@code nbits 3}, or the technique where a default does. */
    public String subject(String key) {
        return options.isGiven(key) ? key + " " + options.get(key).orElseThrow() : technique.configType();
    }

    /** Whether two leaves ask for the same. */
    public boolean sameAs(Config other) {
        return technique.configType().equals(other.technique.configType())
                && options.equals(other.options)
                && weightThreshold == other.weightThreshold;
    }
}
