package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;

/** A key that must be there and is not. */
public final class MissingKey {
    private MissingKey() {}

    /**
     * @param where the place that lacks it
     * @param message which key is missing and why it is needed
     * @param fixes ways to add it
     */
    public static Finding of(Span where, String message, List<Fix> fixes) {
        return Code.MISSING_KEY.at(where, message).withFixes(fixes);
    }
}
