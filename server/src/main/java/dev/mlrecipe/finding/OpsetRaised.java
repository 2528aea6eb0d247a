package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** The output has a newer opset than the model, as the recipe allows. */
public final class OpsetRaised {
    private OpsetRaised() {}

    /**
     * @param from the model's opset, for example {@code CoreML6}
     * @param to the output's
     * @param systems the oldest systems that load the output, on every platform
     * @param counts how many operations change, for example {@code 9 operations: 8 unchanged, 1 rewritten}
     * @param doubtful operations whose results nobody could vouch for; may be empty
     */
    public static Finding of(
            Span where, String from, String to, String systems, String counts, List<String> doubtful) {
        String compare = doubtful.isEmpty()
                ? "compare its outputs with the model's on a device"
                : "compare its outputs with the model's on a device, those of " + Wording.some(doubtful)
                        + " in particular";
        return Code.OPSET_RAISED.at(
                where,
                "the model is raised from " + from + " to " + to + ": the output needs " + systems + " or newer (" + counts
                        + "); " + compare);
    }
}
