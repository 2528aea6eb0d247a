package dev.mlrecipe.predict;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What can run an operation. */
public enum Unit {
    @JsonProperty("neural_engine")
    NEURAL_ENGINE("neural_engine", "Neural Engine"),
    @JsonProperty("gpu")
    GPU("gpu", "GPU"),
    @JsonProperty("cpu")
    CPU("cpu", "CPU");

    private final String word;
    private final String title;

    Unit(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** The word of reports and data. */
    public String word() {
        return word;
    }

    /** The name for people. */
    public String title() {
        return title;
    }
}
