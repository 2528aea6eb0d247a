package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** The recipe needs a newer opset than the model's, and raising the model could change what it computes. */
public final class OpsetNotRaised {
    private OpsetNotRaised() {}

    /**
     * @param from the model's opset, for example {@code CoreML6}
     * @param to the opset that the recipe needs
     * @param reasons what stands in the way, with the operations; at least one
     * @param target what to convert for instead, for example {@code iOS18}
     * @param fixes may be empty
     */
    public static Finding of(
            Span where, String from, String to, List<String> reasons, String target, List<Finding.Fix> fixes) {
        String more = reasons.size() > 1 ? " (and " + (reasons.size() - 1) + " more)" : "";
        return Code.OPSET_NOT_RAISED.at(
                where,
                "the model cannot be raised from " + from + " to " + to + " safely: " + reasons.get(0) + more
                        + "; convert it again with minimum_deployment_target=ct.target." + target)
                .withFixes(fixes);
    }
}
