package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** A rule that decides about no weight of the model. */
public final class RuleMatchesNothing {
    private RuleMatchesNothing() {}

    /** @param nearest names of the model, best first */
    public static Finding name(Span rule, String name, List<String> nearest) {
        return of(rule, "no operation with weights and no const of the model is named " + Words.quote(name)
                + Wording.nearest(nearest));
    }

    /** @param matches how many names it fits if it is read as a regular expression */
    public static Finding unmarked(Span rule, String name, int matches) {
        return of(rule, "nothing in the model is named " + Words.quote(name) + "; as a regular expression, "
                + Words.quote("re:" + name) + ", it matches " + Wording.count(matches, "name"));
    }

    /** @param nearest names of the model that resemble it, best first */
    public static Finding pattern(Span rule, String pattern, List<String> nearest) {
        return of(rule, Words.quote(pattern) + " matches no const or operation name of the model" + Wording.nearest(nearest));
    }

    /** @param present the types of the model's operations with weights, most frequent first */
    public static Finding opType(Span rule, String type, List<String> present) {
        return of(rule, "no operation of type " + Words.quote(type) + " has weights in the model; expected " + Words.oneOf(present));
    }

    /**
     * For a rule about activations.
     *
     * @param nearest names of operations that resemble it, best first
     */
    public static Finding operation(Span rule, String name, List<String> nearest) {
        return of(rule, "no operation whose activations can be quantized is named " + Words.quote(name)
                + Wording.nearest(nearest));
    }

    /**
     * For a rule about activations.
     *
     * @param present types of operations of the model whose activations can be quantized
     */
    public static Finding activations(Span rule, String type, List<String> present) {
        return of(rule, "the model has no operation of type " + Words.quote(type)
                + " whose activations can be quantized"
                + (present.isEmpty() ? "" : "; expected " + Words.oneOf(present)));
    }

    /**
     * @param matched how many weights the pattern fits
     * @param earlier the rules that they obey instead, for example {@code conv_1 (line 8)}
     */
    public static Finding shadowed(Span rule, String pattern, int matched, List<String> earlier) {
        return of(
                rule,
                Words.quote(pattern) + " decides nothing: " + (matched == 1 ? "the weight that it matches obeys " : "all "
                        + matched + " weights that it matches obey ") + "rules that come first: "
                        + Wording.some(earlier));
    }

    private static Finding of(Span rule, String message) {
        return Code.RULE_MATCHES_NOTHING.at(rule, message);
    }
}
