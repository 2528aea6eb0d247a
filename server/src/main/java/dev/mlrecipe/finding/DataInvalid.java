package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** Data or statistics that cannot be used, or that say nothing about the model. */
public final class DataInvalid {
    /** Operations that a message names. */
    private static final int NAMED = 3;

    private DataInvalid() {}

    /** @param problem file, place in it, what was found, what was expected */
    public static Finding of(Span place, String problem) {
        return Code.DATA_INVALID.at(place, problem);
    }

    /**
     * Samples that did not give all ranges.
     *
     * @param missing operations that stay as they are, each with the value that it takes
     * @param reasons operations that cannot be run, in words; may be empty
     */
    public static Finding notSeen(Span place, List<String> missing, List<String> reasons) {
        String message = "what " + missing.size() + (missing.size() == 1 ? " operation takes" : " operations take")
                + " could not be seen or is infinite, so they stay as they are: " + Wording.some(missing)
                + (reasons.isEmpty() ? "" : "; cannot be run: " + Wording.some(reasons));
        return Finding.of(Code.DATA_INVALID.word(), Severity.WARNING, place, message);
    }

    /**
     * Statistics that lack values.
     *
     * @param file the file as written
     * @param missing operations that stay as they are, each with the value that it takes
     * @param all how many operations the recipe quantizes
     */
    public static Finding lacks(Span place, String file, List<String> missing, int all) {
        String names = String.join(", ", missing.stream().limit(NAMED).toList());
        String more = missing.size() > NAMED ? " and " + (missing.size() - NAMED) + " more" : "";
        if (missing.size() == all) {
            return Code.DATA_INVALID.at(
                    place, file + " has no range for anything that the recipe quantizes: " + names + more
                            + "; is it about another model?");
        }
        String message = file + " has no range for what " + missing.size() + " of " + all
                + " operations take, which stay as they are: " + names + more;
        return Finding.of(Code.DATA_INVALID.word(), Severity.WARNING, place, message);
    }
}
