package dev.mlrecipe.lsp;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Finding.Related;
import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/**
 * Moves what was said of a former text to a newer one: what stands before the change stays, what stands behind it
 * moves, what the change touches is dropped.
 */
final class Shift {
    private final int start;
    private final int oldEnd;
    private final int by;

    private Shift(int start, int oldEnd, int by) {
        this.start = start;
        this.oldEnd = oldEnd;
        this.by = by;
    }

    /** From one text to another: everything between their common beginning and their common end has changed. */
    static Shift between(String before, String after) {
        int shorter = Math.min(before.length(), after.length());
        int start = 0;
        while (start < shorter && before.charAt(start) == after.charAt(start)) {
            start++;
        }
        int tail = 0;
        while (tail < shorter - start
                && before.charAt(before.length() - 1 - tail) == after.charAt(after.length() - 1 - tail)) {
            tail++;
        }
        return new Shift(start, before.length() - tail, after.length() - before.length());
    }

    /** The findings that still stand somewhere. */
    List<Finding> of(List<Finding> findings) {
        return findings.stream().map(this::of).flatMap(Optional::stream).toList();
    }

    private Optional<Finding> of(Finding finding) {
        return of(finding.span()).map(span -> new Finding(
                finding.code(),
                finding.severity(),
                span,
                finding.message(),
                finding.fixes().stream().map(this::of).flatMap(Optional::stream).toList(),
                finding.related().stream()
                        .flatMap(related -> of(related.span()).map(s -> new Related(s, related.message())).stream())
                        .toList()));
    }

    private Optional<Fix> of(Fix fix) {
        List<Edit> edits = fix.edits().stream()
                .flatMap(edit -> of(edit.span()).map(span -> new Edit(span, edit.text())).stream())
                .toList();
        return edits.size() == fix.edits().size()
                ? Optional.of(new Fix(fix.title(), edits, fix.preferred()))
                : Optional.empty();
    }

    private Optional<Span> of(Span span) {
        if (span.end() < start || span.end() == start && oldEnd > start) {
            return Optional.of(span);
        }
        return span.start() >= oldEnd ? Optional.of(new Span(span.start() + by, span.end() + by)) : Optional.empty();
    }
}
