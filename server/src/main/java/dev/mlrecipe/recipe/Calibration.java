package dev.mlrecipe.recipe;

import java.util.Optional;

/**
 * Where ranges of activations come from.
 *
 * @param statistics path of a file with ranges as written
 */
public record Calibration(Optional<Located<String>> statistics) {
    /** Nowhere. */
    public static final Calibration NONE = new Calibration(Optional.empty());
}
