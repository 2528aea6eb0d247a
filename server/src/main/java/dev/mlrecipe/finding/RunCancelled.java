package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** A run was stopped by the user or by a newer one; the former output is as it was. */
public final class RunCancelled {
    private RunCancelled() {}

    /**
     * @param where the output's or model's path in the recipe
     * @param by what stopped it, for example {@code a newer save}
     * @param output where the output would be
     * @param existed whether an earlier output is there
     */
    public static Finding of(Span where, String by, String output, boolean existed) {
        return Code.RUN_CANCELLED.at(
                where, "the run was cancelled by " + by + "; " + Wording.untouched(output, existed));
    }
}
