package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** Operations that share a weight obey rules that ask for different things; the weight stays as it is. */
public final class ConflictingConfigs {
    private ConflictingConfigs() {}

    /**
     * @param weights what is shared, weights and shapes; at least one
     * @param reason who wants what for the first of them, and what resolves it
     * @param rules the rules that take part
     */
    public static Finding of(Span rule, List<String> weights, String reason, List<Finding.Related> rules) {
        String subject = Wording.some(weights) + (weights.size() == 1 ? " stays as it is: " : " stay as they are: ");
        return Code.CONFLICTING_CONFIGS.at(rule, subject + reason).withRelated(rules);
    }
}
