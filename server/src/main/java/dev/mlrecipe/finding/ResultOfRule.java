package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** What a rule did to the model: {@code rule-result}. */
public final class ResultOfRule {
    private ResultOfRule() {}

    /**
     * @param rule the key that names the rule
     * @param layers how many weights it decides
     * @param change ratio and sizes, for example {@code 3.99x (47.0 MB → 11.8 MB)}
     * @param percent share of the bytes of all weights of the model
     * @param remarks what else there is to say, in order
     */
    public static Finding of(Span rule, int layers, String change, double percent, List<String> remarks) {
        String share = percent < 1 ? "less than 1" : Long.toString(Math.round(percent));
        String message = Wording.count(layers, "layer") + ", " + change + ", " + share + " % of the model's weights";
        return Code.RULE_RESULT.at(rule, remarks.isEmpty() ? message : message + "; " + String.join("; ", remarks));
    }
}
