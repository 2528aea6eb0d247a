package dev.mlrecipe.finding;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import java.util.List;

/** Somebody has reported that a runtime goes wrong with what a rule asks for. */
public final class KnownHazard {
    private KnownHazard() {}

    /**
     * @param where the value that asks for it
     * @param subject what asks for it, for example {@code granularity per_block}
     * @param id the hazard's name, with which it can be switched off
     * @param reported when and where, for example {@code 2026-09-22 on iOS 27.0, A18 Pro}
     * @param effect what happened, a clause
     * @param link where the report is
     * @param advice what avoids it
     */
    public static Finding of(
            Span where,
            String subject,
            String id,
            String reported,
            String effect,
            String link,
            String advice,
            List<Fix> fixes) {
        return Code.KNOWN_HAZARD
                .at(where, subject + ": reported " + reported + ": " + effect + "; " + advice + " (" + id + ", " + link + ")")
                .withFixes(fixes);
    }
}
