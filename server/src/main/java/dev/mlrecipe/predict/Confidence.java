package dev.mlrecipe.predict;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a figure or a decision can be trusted. */
public enum Confidence {
    /** Apple says so. */
    @JsonProperty("A")
    HIGH("high"),
    /** Others measured it, or several sources agree. */
    @JsonProperty("B")
    MEDIUM("medium"),
    /** Recalled or derived, not checked. */
    @JsonProperty("C")
    LOW("low");

    private final String word;

    Confidence(String word) {
        this.word = word;
    }

    /** The word of reports. */
    public String word() {
        return word;
    }

    /** The less trusted of two. */
    public Confidence and(Confidence other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
