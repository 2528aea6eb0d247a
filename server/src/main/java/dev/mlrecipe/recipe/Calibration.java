package dev.mlrecipe.recipe;

import java.util.Optional;

/**
 * Samples to run the model on, and where ranges of activations come from.
 *
 * @param data samples to run the model on
 * @param statistics path of a file with ranges as written; counts more than samples
 */
public record Calibration(Optional<DataEntry> data, Optional<Located<String>> statistics) {
    /** Nowhere. */
    public static final Calibration NONE = new Calibration(Optional.empty(), Optional.empty());
}
