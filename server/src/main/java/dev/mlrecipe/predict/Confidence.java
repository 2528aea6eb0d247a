package dev.mlrecipe.predict;

/** How far a figure or a decision can be trusted. */
public enum Confidence {
    /** Apple says so. */
    HIGH("A", "high"),
    /** Others measured it, or several sources agree. */
    MEDIUM("B", "medium"),
    /** Recalled or derived, not checked. */
    LOW("C", "low");

    private final String letter;
    private final String word;

    Confidence(String letter, String word) {
        this.letter = letter;
        this.word = word;
    }

    /** The word of reports. */
    public String word() {
        return word;
    }

    /** The confidence with the letter of the data files. */
    static Confidence ofLetter(String letter) {
        return Words.find(values(), confidence -> confidence.letter, letter);
    }

    /** The less trusted of two. */
    public Confidence and(Confidence other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
