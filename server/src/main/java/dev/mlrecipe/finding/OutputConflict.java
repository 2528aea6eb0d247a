package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** Writing the output would destroy what the recipe needs. */
public final class OutputConflict {
    private static final int NAMED = 3;

    private OutputConflict() {}

    /**
     * @param output the output as it would be written
     * @param relation what is wrong with it, for example {@code is the model itself}
     * @param given whether the recipe names the output
     */
    public static Finding of(Span span, String output, String relation, boolean given) {
        String subject = given ? "the output " + Words.quote(output) : "without output: the result would be " + Words.quote(output) + ", which";
        return Code.OUTPUT_CONFLICT.at(span, subject + " " + relation + "; give another path");
    }

    /**
     * A pattern of models also fits outputs, which are not compressed once more.
     *
     * @param pattern the pattern as it is written
     * @param outputs names of outputs that it fits
     * @param owner whose they are, for example {@code this recipe}
     */
    public static Finding former(Span span, String pattern, List<String> outputs, String owner) {
        boolean one = outputs.size() == 1;
        String named = String.join(", ", outputs.subList(0, Math.min(NAMED, outputs.size())))
                + (outputs.size() > NAMED ? " and " + (outputs.size() - NAMED) + " more" : "");
        String message = Words.quote(pattern) + " also fits " + named + ", which " + (one ? "is an output" : "are outputs")
                + " of " + owner + " and therefore " + (one ? "no model" : "no models")
                + " here; a path without * or ? would be one";
        return Finding.of(Code.OUTPUT_CONFLICT.word(), Severity.INFORMATION, span, message);
    }
}
