package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;

/** Legal keys and values that contradict each other. */
public final class WrongCombination {
    private WrongCombination() {}

    /** @param message what contradicts what, and what would be right */
    public static Finding of(Span where, String message, List<Fix> fixes) {
        return Code.WRONG_COMBINATION.at(where, message).withFixes(fixes);
    }
}
