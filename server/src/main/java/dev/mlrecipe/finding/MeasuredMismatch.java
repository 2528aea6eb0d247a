package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A file of {@code measured} that is about something else than the recipe, or about more. */
public final class MeasuredMismatch {
    private MeasuredMismatch() {}

    /** Nothing of it is used. */
    public static Finding refused(Span file, String path, String reason) {
        return Code.MEASURED_MISMATCH.at(file, Words.quote(path) + " " + reason + "; nothing of it is used");
    }

    /** The file does not tell for which of the recipe's devices it is, or for none of them. */
    public static Finding device(Span file, String path, String reason, List<Fix> fixes) {
        return refused(file, path, reason + "; name the device, as in measured: {iPhone 15 Pro: " + path + "}")
                .withFixes(fixes);
    }

    /**
     * Some of its operations are not in the model.
     *
     * @param all operations of the file
     * @param names those that the model lacks; at least one
     * @param known names that the model has
     */
    public static Finding unknown(Span file, String path, int all, List<String> names, Collection<String> known) {
        List<String> shown = names.stream().limit(3).map(name -> near(name, known)).toList();
        String more = names.size() > shown.size() ? " and " + (names.size() - shown.size()) + " more" : "";
        return Finding.of(
                Code.MEASURED_MISMATCH.word(),
                Severity.INFORMATION,
                file,
                Words.quote(path) + ": the model lacks " + names.size() + " of its " + Wording.count(all, "operation")
                        + ": " + String.join(", ", shown) + more + "; the others are used");
    }

    private static String near(String name, Collection<String> known) {
        Optional<String> nearest = Nearest.of(name, known);
        return Words.quote(name) + nearest.map(n -> " (the nearest is " + Words.quote(n) + ")").orElse("");
    }

    /**
     * It was measured with weights of another size, so that its times are those of another model.
     *
     * @param theirs size of its weights, with unit
     * @param ours size of the weights that the recipe makes
     */
    public static Finding weights(Span file, String path, String theirs, String ours) {
        return Code.MEASURED_MISMATCH.at(
                file,
                Words.quote(path) + " was measured with " + theirs + " of weights, and here they take " + ours
                        + ": units are taken from it, times are predicted; measure the output of this recipe");
    }
}
