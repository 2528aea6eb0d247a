package dev.mlrecipe.coreml.graph;

import java.util.List;

/**
 * An input whose size a program leaves open.
 *
 * @param name its name
 * @param assumed the shape that all numbers hold for: the default one of the model's description, with
 *     {@link ValueFacts#UNKNOWN} where that says nothing either
 * @param allowed what the description allows, for people: {@code 1 x 1 to 512} or {@code 1 x 128 or 1 x 256}; empty where
 *     it says nothing
 */
public record OpenInput(String name, List<Long> assumed, String allowed) {
    public OpenInput {
        assumed = List.copyOf(assumed);
    }

    /** {@code x is open (1 x 1 to 512): taken as 1 x 128}. */
    public String words() {
        return name + " is open" + (allowed.isEmpty() ? "" : " (" + allowed + ")") + ": taken as "
                + ValueFacts.words(assumed);
    }
}
