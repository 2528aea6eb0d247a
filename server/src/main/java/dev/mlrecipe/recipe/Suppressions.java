package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Findings that the author does not want to see: {@code # mlrecipe: ignore <code>} on the finding's line, or on lines of
 * their own right above it. Findings that block a run cannot be hidden.
 */
public final class Suppressions {
    private final Text text;
    private final Map<Integer, Set<String>> codes;

    /** @param codes hidden codes by 0-based line */
    Suppressions(Text text, Map<Integer, Set<String>> codes) {
        this.text = text;
        this.codes = Map.copyOf(codes);
    }

    /** Whether a finding is hidden. */
    public boolean hides(Finding finding) {
        int line = text.line(finding.span().start());
        return codes.getOrDefault(line, Set.of()).contains(finding.code()) && !Code.blocks(finding);
    }

    /** The findings that are not hidden. */
    public List<Finding> visible(List<Finding> findings) {
        return findings.stream().filter(f -> !hides(f)).toList();
    }
}
