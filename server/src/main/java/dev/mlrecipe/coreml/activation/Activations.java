package dev.mlrecipe.coreml.activation;

import java.util.Map;

/**
 * Which activations of a function are quantized, and how.
 *
 * @param chosen how to quantize in front of an operation and behind it, by its name
 * @param ranges ranges of values by name, see {@link ActivationCuts#values}; what has none stays as it is
 */
public record Activations(Map<String, Scheme> chosen, Map<String, Range> ranges) {
    /** All activations stay as they are. */
    public static final Activations NONE = new Activations(Map.of(), Map.of());

    public Activations {
        chosen = Map.copyOf(chosen);
        ranges = Map.copyOf(ranges);
    }
}
