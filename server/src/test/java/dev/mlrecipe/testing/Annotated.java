package dev.mlrecipe.testing;

import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recipes with their findings written under the lines they belong to:
 *
 * <pre>
 * global_config: {nbit: 4}
 * #               ^^^^ unknown-key unknown key "nbit" in OpPalettizerConfig; did you mean nbits?
 * </pre>
 *
 * Carets mark the span ({@code |} an empty one); a severity other than the code's usual one follows in parentheses. A
 * span that starts in column 0 has no {@code #} before it.
 */
public final class Annotated {
    private static final Pattern MARK = Pattern.compile("(# *)?(\\^+|\\|) [a-z]+(-[a-z]+)*(\\([a-z]+\\))? .*");

    private Annotated() {}

    /** The recipe without marks. */
    public static String clean(String annotated) {
        List<String> lines = new ArrayList<>();
        for (String line : annotated.split("\n", -1)) {
            if (!MARK.matcher(line).matches()) {
                lines.add(line);
            }
        }
        return String.join("\n", lines);
    }

    /** The recipe with a mark for each finding. */
    public static String annotate(Text text, List<Finding> findings) {
        List<Finding> sorted = new ArrayList<>(findings);
        sorted.sort(Comparator.comparingInt(f -> f.span().start()));
        StringBuilder out = new StringBuilder();
        for (int line = 0; line < text.lines(); line++) {
            out.append(line > 0 ? "\n" : "").append(text.slice(text.lineSpan(line)));
            for (Finding finding : sorted) {
                if (text.line(finding.span().start()) == line) {
                    out.append('\n').append(mark(text, finding));
                }
            }
        }
        return out.toString();
    }

    private static String mark(Text text, Finding finding) {
        Span span = finding.span();
        Span line = text.lineSpan(text.line(span.start()));
        int column = span.start() - line.start();
        int length = Math.min(span.end(), line.end()) - span.start();
        String margin = column == 0 ? "" : "#" + " ".repeat(column - 1);
        String severity = Code.of(finding.code())
                .filter(code -> code.severity() == finding.severity())
                .map(code -> "")
                .orElse("(" + finding.severity().word() + ")");
        return margin + (length <= 0 ? "|" : "^".repeat(length)) + " " + finding.code() + severity + " "
                + finding.message();
    }

    /** The text after the edits of a fix; an insertion may stand before a replacement at the same place. */
    public static String apply(String text, Finding.Fix fix) {
        List<Finding.Edit> edits = new ArrayList<>(fix.edits());
        edits.sort(Comparator.comparingInt(e -> e.span().start()));
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Finding.Edit edit : edits) {
            if (edit.span().start() < at) {
                throw new AssertionError("overlapping edits in " + fix);
            }
            out.append(text, at, edit.span().start()).append(edit.text());
            at = edit.span().end();
        }
        return out.append(text, at, text.length()).toString();
    }

    /** The fix with this title. */
    public static Optional<Finding.Fix> fix(List<Finding> findings, String title) {
        return findings.stream()
                .flatMap(f -> f.fixes().stream())
                .filter(f -> f.title().equals(title))
                .findFirst();
    }
}
