package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** A run stopped with an error; the former output is as it was. */
public final class RunFailed {
    private RunFailed() {}

    /**
     * @param where the output's or model's path in the recipe
     * @param reason what went wrong, with file and place
     * @param output where the output would be
     * @param existed whether an earlier output is there
     */
    public static Finding of(Span where, String reason, String output, boolean existed) {
        return Code.RUN_FAILED.at(where, "the run failed: " + reason + "; " + Wording.untouched(output, existed));
    }
}
