package dev.mlrecipe.predict;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a unit must be able to do to read a compressed weight as it is stored. */
public enum Kind {
    /** Indices into one table of values. */
    @JsonProperty("table")
    TABLE("one table"),
    /** Indices into a table per group of channels. */
    @JsonProperty("grouped_table")
    GROUPED_TABLE("a table per group"),
    /** 8-bit integers with a scale per tensor or per channel. */
    @JsonProperty("linear")
    LINEAR("8-bit integers"),
    /** Integers with a scale per block, or 4-bit integers. */
    @JsonProperty("block")
    BLOCK("4-bit or blockwise integers"),
    /** A mask and the values that are not zero. */
    @JsonProperty("sparse")
    SPARSE("a mask and values");

    private final String title;

    Kind(String title) {
        this.title = title;
    }

    /** What it is, for people. */
    public String title() {
        return title;
    }
}
