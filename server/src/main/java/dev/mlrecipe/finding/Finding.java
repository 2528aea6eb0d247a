package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/**
 * One thing to tell the author of a recipe, anchored in the recipe's text.
 *
 * @param code kebab-case code, the name of its page under {@code docs/diagnostics/}
 * @param severity how grave it is
 * @param span where in the recipe
 * @param message what was found, what was expected, and the nearest thing that works; one line
 * @param fixes edits that resolve it, best first; may be empty
 * @param related other places of the recipe that take part
 */
public record Finding(
        String code, Severity severity, Span span, String message, List<Fix> fixes, List<Related> related) {

    public Finding {
        fixes = List.copyOf(fixes);
        related = List.copyOf(related);
    }

    /** A finding without fixes or related places. */
    public static Finding of(String code, Severity severity, Span span, String message) {
        return new Finding(code, severity, span, message, List.of(), List.of());
    }

    /** The same finding in other words. */
    public Finding withMessage(String message) {
        return new Finding(code, severity, span, message, fixes, related);
    }

    /** The same finding with these fixes. */
    public Finding withFixes(List<Fix> fixes) {
        return new Finding(code, severity, span, message, fixes, related);
    }

    /** The same finding with these related places. */
    public Finding withRelated(List<Related> related) {
        return new Finding(code, severity, span, message, fixes, related);
    }

    /**
     * A set of edits that resolves a finding.
     *
     * @param title what the editor shows, for example {@code Change to "kmeans"}
     * @param edits non-overlapping replacements
     * @param preferred whether it only spells out what was meant, so that it may be applied without being looked at
     */
    public record Fix(String title, List<Edit> edits, boolean preferred) {
        public Fix {
            edits = List.copyOf(edits);
        }

        /** A fix that somebody has to choose. */
        public Fix(String title, List<Edit> edits) {
            this(title, edits, false);
        }

        /** A fix that replaces one span. */
        public static Fix replace(String title, Span span, String text) {
            return new Fix(title, List.of(new Edit(span, text)));
        }

        /** The same fix, see {@link #preferred}. */
        public Fix asPreferred() {
            return new Fix(title, edits, true);
        }
    }

    /**
     * One replacement.
     *
     * @param span what is replaced
     * @param text what stands there afterwards
     */
    public record Edit(Span span, String text) {}

    /**
     * Another place that takes part in a finding.
     *
     * @param span where
     * @param message its role
     */
    public record Related(Span span, String message) {}
}
