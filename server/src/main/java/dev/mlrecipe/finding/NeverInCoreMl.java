package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;

/** A value that other tools know and that no version of Core ML can store. */
public final class NeverInCoreMl {
    private NeverInCoreMl() {}

    /**
     * Something that only neural networks can store, asked of an ML program.
     *
     * @param subject what asks for it, for example {@code nbits 5}
     * @param feature noun phrase, for example {@code tables of 5 or 7 bits}
     * @param since the oldest versions whose neural networks have it
     * @param fixes the nearest thing that ML programs can store
     */
    public static Finding inPrograms(Span value, String subject, String feature, String since, List<Fix> fixes) {
        String message = subject + " is not possible in an ML program (" + feature + "); only neural networks (.mlmodel)"
                + " have it, from " + since + " on";
        return Code.NEVER_IN_COREML.at(value, message).withFixes(fixes);
    }

    /**
     * @param value where it stands
     * @param key whose value it is
     * @param found the value, one of few known ones
     * @param nearest the nearest value that Core ML can store
     */
    public static Finding of(Span value, String key, String found, String nearest) {
        String message = "no version of Core ML has " + key + " " + found + "; the nearest is " + nearest;
        return Code.NEVER_IN_COREML
                .at(value, message)
                .withFixes(List.of(Fix.replace("Change to " + nearest, value, nearest)));
    }
}
