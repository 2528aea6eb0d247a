package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** Nearly everything that a step names is out of its reach, because it is compressed already. */
public final class StepHasNoEffect {
    private StepHasNoEffect() {}

    /**
     * @param step 1-based
     * @param weights what is out of reach; at least one
     * @param percent share of the bytes its rules name that the step does reach
     * @param by how the others were compressed: {@code by step 1}, or {@code in the model}
     * @param advice what to do
     */
    public static Finding of(Span rule, int step, List<String> weights, double percent, String by, String advice) {
        String reach = percent == 0
                ? "reaches nothing that its rules name"
                : "reaches " + (percent < 1 ? "less than 1" : Math.round(percent)) + " % of the bytes its rules name";
        return Code.STEP_HAS_NO_EFFECT.at(
                rule,
                "step " + step + " " + reach + ": " + Wording.count(weights.size(), "weight") + " ("
                        + Wording.some(weights) + ") " + (weights.size() == 1 ? "is" : "are")
                        + " already compressed " + by + "; " + advice);
    }
}
