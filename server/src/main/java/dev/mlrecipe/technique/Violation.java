package dev.mlrecipe.technique;

import java.util.Optional;

/**
 * A rule of a technique's vocabulary that a configuration breaks.
 *
 * @param kind which finding it becomes
 * @param key the option it is shown at; for a missing key the one to add
 * @param message what is wrong and what would be right
 * @param value what would be right in the place of the key's value
 */
public record Violation(Kind kind, String key, String message, Optional<String> value) {

    /** A violation that the removal of the key resolves. */
    public Violation(Kind kind, String key, String message) {
        this(kind, key, message, Optional.empty());
    }

    /** Which finding a violation becomes. */
    public enum Kind {
        MISSING_KEY,
        WRONG_COMBINATION
    }
}
