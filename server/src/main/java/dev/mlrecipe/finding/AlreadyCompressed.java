package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** A step without {@code joint_compression} leaves weights alone because they are compressed already. */
public final class AlreadyCompressed {
    private AlreadyCompressed() {}

    /**
     * @param step 1-based
     * @param weights what is out of reach; at least one
     * @param percent share of the bytes that the step's rules name
     * @param by how they were compressed: {@code by step 1}, or {@code in the model}
     * @param advice what to do
     */
    public static Finding of(Span rule, int step, List<String> weights, double percent, String by, String advice) {
        String share = percent < 1 ? "less than 1" : Long.toString(Math.round(percent));
        return Code.ALREADY_COMPRESSED.at(
                rule,
                "step " + step + " does not reach " + share + " % of the bytes its rules name: "
                        + Wording.count(weights.size(), "weight") + " (" + Wording.some(weights) + ") "
                        + (weights.size() == 1 ? "is" : "are") + " already compressed " + by + "; " + advice);
    }
}
