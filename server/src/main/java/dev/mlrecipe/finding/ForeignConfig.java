package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;

/** A configuration of another tool. */
public final class ForeignConfig {
    private ForeignConfig() {}

    /**
     * @param word the word that gives it away
     * @param tool whose configuration it is
     * @param advice what to do, and what has no equivalent
     * @param fixes conversions
     */
    public static Finding of(Span word, String tool, String advice, List<Fix> fixes) {
        return Code.FOREIGN_CONFIG.at(word, "this is a configuration for " + tool + "; " + advice).withFixes(fixes);
    }
}
