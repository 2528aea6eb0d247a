package dev.mlrecipe.predict;

/** What an operation's time is mostly made of. */
public enum Bound {
    COMPUTE("compute"),
    WEIGHT_MEMORY("weight_memory"),
    ACTIVATION_MEMORY("activation_memory"),
    DISPATCH("dispatch");

    private final String word;

    Bound(String word) {
        this.word = word;
    }

    /** The word of reports. */
    public String word() {
        return word;
    }

    /** The words for people. */
    public String title() {
        return word.replace('_', ' ');
    }
}
