package dev.mlrecipe.editor;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.recipe.TreeEdits;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code source.fixAll.mlrecipe}: all fixes at once that only spell out what was meant. The result is read again: what
 * it now reveals is fixed as well, and a fix that makes a contradiction is not taken.
 */
public final class FixAll {
    /** A misspelt class hides misspelt options, and nothing hides much more. */
    private static final int ROUNDS = 4;
    /** Fixes that are tried one by one: each costs reading the recipe. */
    private static final int MOST = 50;
    /** What a fix must not bring about. */
    private static final Set<String> CONTRADICTIONS =
            Set.of(Code.SYNTAX.word(), Code.DUPLICATE_KEY.word(), Code.WRONG_COMBINATION.word());

    private final RecipeParser parser;

    private FixAll(Vocabulary vocabulary) {
        this.parser = new RecipeParser(vocabulary.techniques(), vocabulary.availability());
    }

    /** Empty if there is nothing to fix that way. */
    public static Optional<CodeAction> of(Snapshot snapshot) {
        List<Edit> edits = new FixAll(snapshot.vocabulary()).edits(snapshot.parsed());
        return edits.isEmpty()
                ? Optional.empty()
                : Optional.of(new CodeAction(
                        "Fix all misspelt words", CodeAction.Kind.FIX_ALL, edits, Optional.empty(), true));
    }

    private List<Edit> edits(ParsedRecipe original) {
        List<Edit> first = round(original);
        String text = TreeEdits.apply(original.text().content(), first);
        String before = text;
        for (int round = 1; round < ROUNDS && !first.isEmpty(); round++) {
            ParsedRecipe parsed = parser.parse(Text.of(text));
            text = TreeEdits.apply(text, round(parsed));
        }
        return text.equals(before) ? first : List.of(difference(original.text().content(), text));
    }

    private List<Edit> round(ParsedRecipe parsed) {
        String content = parsed.text().content();
        List<Edit> all = new ArrayList<>();
        List<Fix> apart = new ArrayList<>();
        for (Fix fix : fixes(parsed)) {
            if (fix.edits().stream().noneMatch(edit -> overlaps(edit, all))) {
                all.addAll(fix.edits());
                apart.add(fix);
            }
        }
        long before = contradictions(parsed);
        return contradictions(content, all) <= before ? ordered(all) : ordered(oneByOne(content, apart, before));
    }

    private static List<Fix> fixes(ParsedRecipe parsed) {
        return parsed.findings().stream()
                .flatMap(finding -> finding.fixes().stream().limit(1))
                .filter(Fix::preferred)
                .distinct()
                .toList();
    }

    private List<Edit> oneByOne(String content, List<Fix> fixes, long before) {
        List<Edit> kept = new ArrayList<>();
        for (Fix fix : fixes.subList(0, Math.min(MOST, fixes.size()))) {
            List<Edit> tried = new ArrayList<>(kept);
            tried.addAll(fix.edits());
            if (contradictions(content, tried) <= before) {
                kept = tried;
            }
        }
        return kept;
    }

    private long contradictions(String content, List<Edit> edits) {
        return contradictions(parser.parse(Text.of(TreeEdits.apply(content, ordered(edits)))));
    }

    private static long contradictions(ParsedRecipe parsed) {
        return parsed.findings().stream().filter(finding -> CONTRADICTIONS.contains(finding.code())).count();
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

    /** One edit from the first to the last character that differs. */
    private static Edit difference(String from, String to) {
        int start = 0;
        while (start < Math.min(from.length(), to.length()) && from.charAt(start) == to.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < Math.min(from.length(), to.length()) - start
                && from.charAt(from.length() - 1 - end) == to.charAt(to.length() - 1 - end)) {
            end++;
        }
        return new Edit(new Span(start, from.length() - end), to.substring(start, to.length() - end));
    }
}
