package dev.mlrecipe.technique;

/**
 * A rule of a technique's vocabulary that a configuration breaks.
 *
 * @param kind which finding it becomes
 * @param key the option it is shown at; for a missing key the one to add
 * @param message what is wrong and what would be right
 */
public record Violation(Kind kind, String key, String message) {

    /** Which finding a violation becomes. */
    public enum Kind {
        MISSING_KEY,
        WRONG_COMBINATION
    }
}
