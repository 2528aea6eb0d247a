package dev.mlrecipe.report;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;

/**
 * Findings for a terminal or a log, in the form that compilers use: {@code file:line:column: severity: message [code]},
 * then the line of the recipe with the place marked, then what would resolve it. Lines and columns count from 1,
 * columns in characters.
 */
public final class FindingText {
    private static final int TAB = 4;

    private FindingText() {}

    /** The finding, each line with a line feed. */
    public static String render(String file, Text text, Finding finding, boolean colour) {
        StringBuilder out = new StringBuilder();
        out.append(Ink.BOLD.paint(place(file, text, finding.span()) + ":", colour))
                .append(' ')
                .append(ink(finding.severity()).paint(finding.severity().word() + ":", colour))
                .append(' ')
                .append(Ink.harmless(finding.message()))
                .append(Ink.DIM.paint(" [" + finding.code() + "]", colour))
                .append('\n');
        excerpt(out, text, finding.span(), ink(finding.severity()), colour);
        for (Finding.Related related : finding.related()) {
            out.append("    ").append(place(file, text, related.span())).append(": ")
                    .append(Ink.harmless(related.message())).append('\n');
        }
        for (Finding.Fix fix : finding.fixes()) {
            out.append("    fix: ").append(Ink.harmless(fix.title())).append('\n');
        }
        return out.toString();
    }

    private static String place(String file, Text text, Span span) {
        return Ink.harmless(file) + ":" + (text.position(span.start()).line() + 1) + ":"
                + (text.codePointColumn(span.start()) + 1);
    }

    private static void excerpt(StringBuilder out, Text text, Span span, Ink ink, boolean colour) {
        int number = text.position(span.start()).line();
        Span whole = text.lineSpan(number);
        String line = text.slice(whole);
        if (line.isBlank()) {
            return;
        }
        int from = Math.min(span.start(), whole.end()) - whole.start();
        int to = Math.max(from, Math.min(span.end(), whole.end()) - whole.start());
        String margin = String.format("%5d | ", number + 1);
        int before = width(line.substring(0, from));
        int marked = Math.max(1, width(line.substring(from, to)));
        out.append(margin).append(Ink.harmless(line.replace("\t", " ".repeat(TAB)))).append('\n');
        out.append("      | ").append(" ".repeat(before)).append(ink.paint("^".repeat(marked), colour)).append('\n');
    }

    private static int width(String text) {
        String shown = text.replace("\t", " ".repeat(TAB));
        return shown.codePointCount(0, shown.length());
    }

    private static Ink ink(Severity severity) {
        return switch (severity) {
            case ERROR -> Ink.RED;
            case WARNING -> Ink.YELLOW;
            case INFORMATION, HINT -> Ink.BLUE;
        };
    }
}
