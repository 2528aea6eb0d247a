package dev.mlrecipe.predict;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Set;

/**
 * Compressed weights that a unit reads as they are stored.
 *
 * @param unit the unit
 * @param kinds what it can read
 * @param generation first Neural Engine that can; 0 elsewhere
 * @param since first Core ML specification with which it does
 * @param gain what it brings
 */
record Streaming(Unit unit, Set<Kind> kinds, int generation, int since, Gain gain, Confidence confidence, String source) {
    Streaming {
        kinds = Set.copyOf(kinds);
    }

    /** What a unit gains from weights that it need not expand at load. */
    enum Gain {
        @JsonProperty("time")
        TIME,
        @JsonProperty("memory")
        MEMORY
    }
}
