package dev.mlrecipe.editor;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code source.fixAll.mlrecipe}: all fixes at once that only spell out what was meant. The result is read again; a fix
 * that leaves as many errors as there were is not among them.
 */
public final class FixAll {
    private final RecipeParser parser;
    private final Text text;

    private FixAll(Snapshot snapshot) {
        this.parser = new RecipeParser(snapshot.vocabulary().techniques(), snapshot.vocabulary().availability());
        this.text = snapshot.text();
    }

    /** Empty if there is nothing to fix that way. */
    public static Optional<CodeAction> of(Snapshot snapshot) {
        List<Edit> edits = new FixAll(snapshot).edits(snapshot.parsed().findings());
        return edits.isEmpty()
                ? Optional.empty()
                : Optional.of(new CodeAction(
                        "Fix all that is only misspelt", CodeAction.Kind.FIX_ALL, edits, Optional.empty(), true));
    }

    private List<Edit> edits(List<Finding> findings) {
        List<Fix> fixes = findings.stream()
                .flatMap(finding -> finding.fixes().stream().limit(1))
                .filter(Fix::preferred)
                .distinct()
                .toList();
        List<Edit> all = new ArrayList<>();
        List<Fix> apart = new ArrayList<>();
        for (Fix fix : fixes) {
            if (fix.edits().stream().noneMatch(edit -> overlaps(edit, all))) {
                all.addAll(fix.edits());
                apart.add(fix);
            }
        }
        long before = errors(findings);
        return errorsAfter(all) <= before - resolvedBy(apart, findings) ? ordered(all) : ordered(oneByOne(apart, before));
    }

    /** How many errors go away if each fix resolves its finding. */
    private static long resolvedBy(List<Fix> fixes, List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .filter(finding -> finding.fixes().stream().limit(1).anyMatch(fixes::contains))
                .count();
    }

    private List<Edit> oneByOne(List<Fix> fixes, long before) {
        List<Edit> kept = new ArrayList<>();
        long errors = before;
        for (Fix fix : fixes) {
            List<Edit> tried = new ArrayList<>(kept);
            tried.addAll(fix.edits());
            long left = errorsAfter(tried);
            if (left < errors) {
                kept = tried;
                errors = left;
            }
        }
        return kept;
    }

    private long errorsAfter(List<Edit> edits) {
        return errors(parser.parse(Text.of(apply(text.content(), ordered(edits)))).findings());
    }

    private static long errors(List<Finding> findings) {
        return findings.stream().filter(finding -> finding.severity() == Severity.ERROR).count();
    }

    private static boolean overlaps(Edit edit, List<Edit> others) {
        Span span = edit.span();
        return others.stream()
                .map(Edit::span)
                .anyMatch(other -> span.equals(other) || span.start() < other.end() && other.start() < span.end());
    }

    private static List<Edit> ordered(List<Edit> edits) {
        return edits.stream().sorted(Comparator.comparingInt(edit -> edit.span().start())).toList();
    }

    /** @param edits non-overlapping, in order */
    static String apply(String content, List<Edit> edits) {
        StringBuilder out = new StringBuilder(content.length() + 64);
        int at = 0;
        for (Edit edit : edits) {
            out.append(content, at, edit.span().start()).append(edit.text());
            at = edit.span().end();
        }
        return out.append(content, at, content.length()).toString();
    }
}
