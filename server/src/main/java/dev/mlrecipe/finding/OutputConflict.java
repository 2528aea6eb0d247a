package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;

/** Writing the output would destroy what the recipe needs. */
public final class OutputConflict {
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
}
