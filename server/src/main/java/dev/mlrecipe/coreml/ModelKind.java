package dev.mlrecipe.coreml;

/** What a model file holds. */
public enum ModelKind {
    ML_PROGRAM("ml_program"),
    NEURAL_NETWORK("neural_network"),
    PIPELINE("pipeline"),
    OTHER("other");

    private final String word;

    ModelKind(String word) {
        this.word = word;
    }

    /** The word of the JSON output. */
    public String word() {
        return word;
    }
}
