package dev.mlrecipe.coreml.activation;

import java.util.List;

/**
 * An operation whose inputs and result can be quantized.
 *
 * @param op its name
 * @param type its type, for example {@code conv}
 * @param values the computed values that it takes: {@code x}, and {@code y} of an addition; equal ones may recur
 */
public record ActivationSite(String op, String type, List<String> values) {
    public ActivationSite {
        values = List.copyOf(values);
    }
}
