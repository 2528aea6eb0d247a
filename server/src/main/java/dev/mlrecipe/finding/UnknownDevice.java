package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A device that nothing is known of, so that another one of its class is predicted, or nothing. */
public final class UnknownDevice {
    private UnknownDevice() {}

    /**
     * @param standIn what is predicted instead; empty for nothing
     * @param known names of the devices that are known
     */
    public static Finding of(Span where, String name, Optional<String> standIn, Collection<String> known) {
        Optional<String> nearest = Nearest.of(name, known);
        List<Fix> fixes = nearest.map(n -> Fix.replace("Change to " + n, where, n).asPreferred()).stream().toList();
        return Code.UNKNOWN_DEVICE
                .at(
                        where,
                        standIn.orElse("nothing") + " is predicted for " + Words.quote(name)
                                + ", which is " + problem(name, known))
                .withFixes(fixes);
    }

    /** {@code no known device}, and what may be meant. */
    public static String problem(String name, Collection<String> known) {
        return "no known device; "
                + Nearest.of(name, known)
                        .map(nearest -> "did you mean " + nearest + "?")
                        .orElse("names are like iPhone 15 Pro, iPad Pro M4 and MacBook Pro M3 Max");
    }
}
