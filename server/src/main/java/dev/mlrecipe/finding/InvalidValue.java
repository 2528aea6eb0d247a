package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/** A value that its key does not take. */
public final class InvalidValue {
    private InvalidValue() {}

    /**
     * @param value where it stands
     * @param key whose value it is
     * @param found what stands there, for a message
     * @param expected what may stand there, for a message
     * @param nearest what was probably meant; its text replaces the value
     */
    public static Finding of(Span value, String key, String found, String expected, Optional<String> nearest) {
        String hint = nearest.map(n -> "; did you mean " + n + "?").orElse("");
        String message = key + " takes " + expected + ", found " + found + hint;
        return Code.INVALID_VALUE
                .at(value, message)
                .withFixes(nearest.map(n -> List.of(Fix.replace("Change to " + n, value, n).asPreferred()))
                        .orElse(List.of()));
    }

    /** A value that is wrong for a reason of its own. */
    public static Finding because(Span value, String message, List<Fix> fixes) {
        return Code.INVALID_VALUE.at(value, message).withFixes(fixes);
    }

    /** A mistake in a comment for mlrecipe: nothing depends on it enough to stop a run. */
    public static Finding inComment(Span word, String message, List<Fix> fixes) {
        return Finding.of(Code.INVALID_VALUE.word(), Severity.WARNING, word, message).withFixes(fixes);
    }
}
