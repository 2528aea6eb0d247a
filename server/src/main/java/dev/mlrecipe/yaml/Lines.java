package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;

/** A text line by line, as block style sees it. */
final class Lines {
    private final Text text;
    private final String content;

    Lines(Text text) {
        this.text = text;
        this.content = text.content();
    }

    int count() {
        return text.lines();
    }

    int of(int offset) {
        return text.line(offset);
    }

    Span span(int line) {
        return text.lineSpan(line);
    }

    /** Number of spaces and tabs at the start of a line. */
    int indent(int line) {
        return text.indentation(line).length();
    }

    /** The first character of a line that is no white space, or its end. */
    int first(int line) {
        return span(line).start() + indent(line);
    }

    boolean blank(int line) {
        return first(line) == span(line).end();
    }

    /** Whether a line holds neither key nor value. */
    boolean empty(int line) {
        return blank(line) || content.charAt(first(line)) == '#';
    }

    boolean dashed(int line) {
        int at = first(line);
        return at < span(line).end() && content.charAt(at) == '-' && isGap(at + 1, span(line).end());
    }

    /** The first character behind the dashes of a line. */
    int body(int line) {
        int at = first(line);
        int end = span(line).end();
        while (at < end && content.charAt(at) == '-' && isGap(at + 1, end)) {
            at++;
            while (at < end && (content.charAt(at) == ' ' || content.charAt(at) == '\t')) {
                at++;
            }
        }
        return at;
    }

    /** The column of the first key of a line. */
    int bodyColumn(int line) {
        return body(line) - span(line).start();
    }

    /** What the body of a line holds. */
    Scan scan(int line) {
        return Scan.of(content, body(line), span(line).end());
    }

    /** The last line before this one that is not empty, or -1. */
    int previous(int line) {
        int at = line - 1;
        while (at >= 0 && empty(at)) {
            at--;
        }
        return at;
    }

    /** The last of the lines from this one on that are indented at least as far; empty lines do not end them. */
    int runEnd(int line) {
        int least = indent(line);
        int last = line;
        for (int at = line + 1; at < count() && (empty(at) || indent(at) >= least); at++) {
            last = empty(at) ? last : at;
        }
        return last;
    }

    /** The word at an offset, or the last visible character before it where none starts there. */
    Span word(int at) {
        int end = at;
        while (end < content.length() && !Character.isWhitespace(content.charAt(end)) && content.charAt(end) != ':') {
            end++;
        }
        if (end > at) {
            return new Span(at, end);
        }
        if (at < content.length() && !Character.isWhitespace(content.charAt(at))) {
            return new Span(at, at + 1);
        }
        int back = Math.min(at, content.length());
        while (back > 0 && Character.isWhitespace(content.charAt(back - 1))) {
            back--;
        }
        return back > 0 ? new Span(content.offsetByCodePoints(back, -1), back) : new Span(0, Math.min(1, content.length()));
    }

    private boolean isGap(int at, int end) {
        return at >= end || content.charAt(at) == ' ' || content.charAt(at) == '\t';
    }
}
