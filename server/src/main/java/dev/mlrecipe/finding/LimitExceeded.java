package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** More than a recipe may ask for: size, depth, aliases, steps of a pattern. */
public final class LimitExceeded {
    private LimitExceeded() {}

    /** @param message what is too large, and the limit */
    public static Finding of(Span where, String message) {
        return Code.LIMIT_EXCEEDED.at(where, message);
    }
}
