package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** Weights that shall be compressed by looking at what they are multiplied with, where that cannot be seen. */
public final class NotCalibrated {
    private NotCalibrated() {}

    /**
     * Weights that no operation multiplies with a value.
     *
     * @param algorithm as written
     * @param asked how many weights shall be looked at
     * @param weights those that cannot be, each with its operation; at least one
     */
    public static Finding of(Span place, String algorithm, int asked, List<String> weights) {
        return Code.NOT_CALIBRATED.at(
                place,
                "algorithm " + algorithm + " is for weights of linear, conv and matmul: " + weights.size() + " of "
                        + Wording.count(asked, "weight") + (weights.size() == 1 ? " becomes" : " become")
                        + " what algorithm nearest makes of " + (weights.size() == 1 ? "it: " : "them: ")
                        + Wording.some(weights));
    }

    /**
     * Weights whose inputs a run could not see.
     *
     * @param weights their names; at least one
     * @param reasons operations that cannot be run, in words; may be empty
     */
    public static Finding notSeen(Span place, List<String> weights, List<String> reasons) {
        String message = "what " + Wording.count(weights.size(), "weight")
                + (weights.size() == 1 ? " is" : " are") + " multiplied with could not be seen or is infinite, so "
                + (weights.size() == 1 ? "it becomes" : "they become") + " what algorithm nearest makes: "
                + Wording.some(weights) + (reasons.isEmpty() ? "" : "; cannot be run: " + Wording.some(reasons));
        return Finding.of(Code.NOT_CALIBRATED.word(), Severity.WARNING, place, message);
    }
}
