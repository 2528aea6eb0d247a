package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Finding.Related;
import dev.mlrecipe.text.Span;
import java.util.Collection;
import java.util.List;

/** Something that a target of the recipe cannot load. */
public final class UnavailableOnTarget {
    private UnavailableOnTarget() {}

    /**
     * @param where the value that asks for it
     * @param severity error where the recipe names its targets, else less
     * @param subject what asks for it, for example {@code nbits 3}
     * @param feature noun phrase, for example {@code 3-bit tables}
     * @param since the oldest versions that have it, on every platform of the recipe
     * @param targets the targets that are too old
     * @param fixes raise the targets, use something else
     * @param related where the targets stand
     */
    public static Finding of(
            Span where,
            Severity severity,
            String subject,
            String feature,
            String since,
            Collection<String> targets,
            List<Fix> fixes,
            List<Related> related) {
        String message = subject + " needs " + since + " (" + feature + "); the target is " + String.join(", ", targets);
        return Finding.of(Code.UNAVAILABLE_ON_TARGET.word(), severity, where, message)
                .withFixes(fixes)
                .withRelated(related);
    }

    /**
     * Neural networks do not have it, whatever the target.
     *
     * @param since the oldest versions whose ML programs have it, on every platform of the recipe
     */
    public static Finding inNetworks(Span where, String subject, String feature, String since, List<Fix> fixes) {
        String message = subject + " is not possible in a neural network (" + feature + "); an ML program can have it from "
                + since + " on";
        return Finding.of(Code.UNAVAILABLE_ON_TARGET.word(), Severity.ERROR, where, message).withFixes(fixes);
    }

    /**
     * Nobody has said yet where the recipe is for, so this is only good to know.
     *
     * @param since the oldest versions that have it, on every platform
     */
    public static Finding withoutTarget(Span where, String subject, String feature, String since, List<Fix> fixes) {
        String message = subject + " needs " + since + " (" + feature + "); the recipe names no target";
        return Finding.of(Code.UNAVAILABLE_ON_TARGET.word(), Severity.HINT, where, message).withFixes(fixes);
    }
}
