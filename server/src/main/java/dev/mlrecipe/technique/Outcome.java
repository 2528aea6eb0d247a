package dev.mlrecipe.technique;

import dev.mlrecipe.coreml.form.Representation;

/** What became of a weight. */
public sealed interface Outcome {

    /** The weight is stored like this. */
    record Compressed(Representation form) implements Outcome {}

    /**
     * The weight stays as it was: its values do not allow what the options ask.
     *
     * @param reason why, with the nearest options that would work
     */
    record Declined(String reason) implements Outcome {}
}
