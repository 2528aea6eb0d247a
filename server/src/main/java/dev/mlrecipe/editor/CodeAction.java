package dev.mlrecipe.editor;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import java.util.List;
import java.util.Optional;

/**
 * A change of the recipe that an editor offers.
 *
 * @param title what the editor shows
 * @param kind what it is for
 * @param edits non-overlapping replacements
 * @param finding what it resolves; empty for {@link Kind#REWRITE} and {@link Kind#FIX_ALL}
 * @param preferred whether it only spells out what was meant
 */
public record CodeAction(String title, Kind kind, List<Edit> edits, Optional<Finding> finding, boolean preferred) {
    public CodeAction {
        edits = List.copyOf(edits);
    }

    /** What an action is for. */
    public enum Kind {
        /** Resolves a finding. */
        FIX,
        /** Hides a finding by a comment. */
        SUPPRESS,
        /** Changes what a step does. */
        REWRITE,
        /** {@code source.fixAll.mlrecipe}. */
        FIX_ALL
    }
}
