package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;

/** A value that other tools know and that no version of Core ML can store. */
public final class NeverInCoreMl {
    private NeverInCoreMl() {}

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
