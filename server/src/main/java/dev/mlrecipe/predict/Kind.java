package dev.mlrecipe.predict;

/** What a unit must be able to do to read a compressed weight as it is stored. */
public enum Kind {
    /** Indices into one table of values. */
    TABLE("table", "one table"),
    /** Indices into a table per group of channels. */
    GROUPED_TABLE("grouped_table", "a table per group"),
    /** 8-bit integers with a scale per tensor or per channel. */
    LINEAR("linear", "8-bit integers"),
    /** Integers with a scale per block, or 4-bit integers. */
    BLOCK("block", "4-bit or blockwise integers"),
    /** A mask and the values that are not zero. */
    SPARSE("sparse", "a mask and values");

    private final String word;
    private final String title;

    Kind(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** The kind with the word of the data files. */
    static Kind ofWord(String word) {
        return Words.find(values(), kind -> kind.word, word);
    }

    /** What it is, for people. */
    public String title() {
        return title;
    }
}
