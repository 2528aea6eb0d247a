package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;

/** A value that is understood and usually written in another way. */
public final class UnusualSpelling {
    private UnusualSpelling() {}

    /**
     * @param value where it stands
     * @param found its text
     * @param normal how it is usually written
     */
    public static Finding of(Span value, String found, String normal) {
        return Code.UNUSUAL_SPELLING
                .at(value, Words.quote(found) + " is read as " + normal)
                .withFixes(List.of(Fix.replace("Write " + normal, value, normal).asPreferred()));
    }
}
