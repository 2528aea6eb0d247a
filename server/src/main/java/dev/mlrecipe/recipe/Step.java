package dev.mlrecipe.recipe;

import dev.mlrecipe.text.Span;
import java.util.List;

/**
 * One compression step: the rules of a coremltools configuration.
 *
 * @param number 0-based position
 * @param joint whether it may work on already compressed weights
 * @param rules all rules, in file order within each kind: names and patterns, op types, global
 * @param span the step's text
 */
public record Step(int number, boolean joint, List<Rule> rules, Span span) {
    public Step {
        rules = List.copyOf(rules);
    }

    /** Whether its rules are about activations instead of weights. */
    public boolean quantizesActivations() {
        return rules.stream()
                .flatMap(rule -> rule.config().stream())
                .anyMatch(config -> config.technique().quantizesActivations());
    }

    /** Whether a rule looks at what weights are multiplied with. */
    public boolean calibratesWeights() {
        return rules.stream().flatMap(rule -> rule.config().stream()).anyMatch(Config::calibrates);
    }
}
