package dev.mlrecipe.predict;

/** What can run an operation. */
public enum Unit {
    NEURAL_ENGINE("neural_engine", "Neural Engine"),
    GPU("gpu", "GPU"),
    CPU("cpu", "CPU");

    private final String word;
    private final String title;

    Unit(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** The unit with the word of data. */
    static Unit ofWord(String word) {
        return Words.find(values(), Unit::word, word);
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
