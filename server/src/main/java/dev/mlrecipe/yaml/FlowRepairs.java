package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Shadow.Patch;
import java.util.Optional;

/**
 * Mistakes between brackets. Where a bracket is not closed the parser takes in the lines below; indentation, which flow
 * style does not need but people write, tells where it should have been.
 */
final class FlowRepairs {
    private final Lines lines;
    private final String content;
    private final Failure failure;
    private final int open;

    FlowRepairs(Lines lines, String content, Failure failure) {
        this.lines = lines;
        this.content = content;
        this.failure = failure;
        this.open = failure.flow();
    }

    /** Empty where the mistake has nothing to do with brackets and commas. */
    Optional<Repair> repair() {
        int last = lastLine();
        int line = lines.of(failure.at());
        Scan scan = Scan.of(content, open, lines.span(last).end());
        if (!scan.closers().isEmpty() && (line > last || failure.at() >= content.length())) {
            return Optional.of(close(last, scan));
        }
        boolean value = failure.says("expected the node content") && wrongCloser();
        return failure.says("expected ',' or") || value ? Optional.of(between(line)) : Optional.empty();
    }

    /** Whether the parser met a bracket that closes an outer one. */
    private boolean wrongCloser() {
        String closers = Scan.of(content, open, failure.at()).closers();
        int outer = failure.at() < content.length() ? closers.indexOf(content.charAt(failure.at())) : -1;
        return outer >= 0 && outer < closers.length() - 1;
    }

    /** The last line that belongs to the bracket: deeper than the one in which it opens, or with its closing one. */
    private int lastLine() {
        int first = lines.of(open);
        int indent = lines.indent(first);
        int last = first;
        for (int at = first + 1; at < lines.count(); at++) {
            boolean closes = !lines.blank(at) && "]}".indexOf(content.charAt(lines.first(at))) >= 0;
            if (lines.indent(at) > indent || closes) {
                last = at;
            } else if (!lines.empty(at)) {
                break;
            }
        }
        return last;
    }

    private Repair close(int last, Scan scan) {
        int end = lines.span(last).end();
        boolean comment = content.substring(scan.end(), Math.max(scan.end(), end)).contains("#");
        int at = comment || scan.quote() >= 0 ? scan.end() : end;
        String quote = scan.quote() >= 0 ? content.substring(scan.quote(), scan.quote() + 1) : "";
        String gap = content.charAt(at - 1) == ':' ? " " : "";
        String closers = new StringBuilder(scan.closers()).reverse().toString();
        char bracket = content.charAt(open);
        return Repair.of(
                        lines.of(open),
                        new Span(open, open + 1),
                        "this '" + bracket + "' is not closed",
                        Patch.insert(at, quote + gap + closers))
                .through(last);
    }

    /** Between two entries or items: a comma or a bracket is missing, or there is one too many. */
    private Repair between(int line) {
        int at = failure.at();
        String message = "expected ',' or '" + (failure.during("sequence") ? "]" : "}") + "'";
        Span opened = new Span(failure.opened(), Math.min(content.length(), failure.opened() + 1));
        char found = at < content.length() ? content.charAt(at) : 0;
        if (found == ']' || found == '}') {
            String closers = Scan.of(content, open, at).closers();
            int outer = closers.lastIndexOf(found);
            Patch patch = outer < 0
                    ? Patch.blank(at, at + 1)
                    : Patch.insert(at, new StringBuilder(closers.substring(outer + 1)).reverse().toString());
            return Repair.of(line, new Span(at, at + 1), message, patch).with(opened);
        }
        if (found != ':') {
            int end = Scan.of(content, open, at).end();
            return Repair.of(lines.of(end), lines.word(at), message, Patch.insert(end, ",")).with(opened);
        }
        int word = at;
        while (word > lines.first(line) && !Character.isWhitespace(content.charAt(word - 1))) {
            word--;
        }
        int end = Scan.of(content, open, word).end();
        if (end > 0 && content.charAt(end - 1) == ':') {
            return Repair.of(line, new Span(at, at + 1), message, Patch.blank(at, at + 1)).with(opened);
        }
        Span missing = lines.of(end) == line ? lines.word(word) : new Span(end - 1, end);
        return Repair.of(lines.of(end), missing, message, Patch.insert(end, ",")).with(opened);
    }
}
