package dev.mlrecipe.python;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A string as written → what it means. */
final class StringLiteral {
    /** f-strings within f-strings. */
    private static final int MOST_FORMATS = 2;

    private final Text text;
    private final boolean raw;
    private final boolean format;
    private final int formats;
    private final int end;
    private int at;

    private StringLiteral(Text text, Span content, boolean raw, boolean format, int formats) {
        this.text = text;
        this.raw = raw;
        this.format = format;
        this.formats = formats;
        this.at = content.start();
        this.end = content.end();
    }

    /**
     * The parts of a string, of which only those of an f-string are not literal; empty for bytes and templates.
     *
     * @param place the literal with prefix and quotes
     * @param formats number of f-strings around
     */
    static Optional<List<Expression>> of(Text text, Span place, int formats) {
        String written = text.slice(place);
        int quote = 0;
        while (written.charAt(quote) != '"' && written.charAt(quote) != '\'') {
            quote++;
        }
        String prefix = written.substring(0, quote).toLowerCase(Locale.ROOT);
        if (prefix.contains("b") || prefix.contains("t") || formats == MOST_FORMATS) {
            return Optional.empty();
        }
        String one = written.substring(quote, quote + 1);
        int quotes = written.startsWith(one.repeat(3), quote) && written.length() >= quote + 6 ? 3 : 1;
        Span content = new Span(place.start() + quote + quotes, place.end() - quotes);
        return Optional.of(
                new StringLiteral(text, content, prefix.contains("r"), prefix.contains("f"), formats).parts());
    }

    private List<Expression> parts() {
        List<Expression> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int start = at;
        while (at < end) {
            char c = text.content().charAt(at);
            if (format && (c == '{' || c == '}')) {
                if (at + 1 < end && text.content().charAt(at + 1) == c) {
                    literal.append(c);
                    at += 2;
                } else if (c == '{') {
                    parts.add(new Expression.Text(new Span(start, at), literal.toString()));
                    literal.setLength(0);
                    parts.add(replacement());
                    start = at;
                } else {
                    at++;
                }
            } else if (c == '\\' && !raw) {
                at++;
                escape(literal);
            } else {
                literal.append(c);
                at++;
            }
        }
        parts.add(new Expression.Text(new Span(start, end), literal.toString()));
        return parts;
    }

    /** From one brace to the other; with a format or conversion it says something else than its value. */
    private Expression replacement() {
        int open = at++;
        int depth = 0;
        int cut = -1;
        while (at < end) {
            char c = text.content().charAt(at);
            if (c == '}' && depth == 0) {
                break;
            }
            if ("([{".indexOf(c) >= 0) {
                depth++;
            } else if (")]}".indexOf(c) >= 0) {
                depth--;
            } else if (depth == 0 && cut < 0 && (c == ':' || c == '!' && at + 1 < end && text.content().charAt(at + 1) != '=')) {
                cut = at;
            }
            at++;
        }
        Span whole = new Span(open, Math.min(at + 1, end));
        Span inner = new Span(open + 1, at);
        at = Math.min(at + 1, end);
        if (cut >= 0) {
            String format = text.slice(new Span(cut, inner.end()));
            if (!format.equals("!s") && !format.equals(":") && !format.equals(":d") && !format.equals(":s")) {
                return new Expression.Opaque(whole);
            }
            inner = new Span(inner.start(), cut);
        }
        return ScriptReader.expression(text, inner, formats + 1).orElseGet(() -> new Expression.Opaque(whole));
    }

    private void escape(StringBuilder literal) {
        if (at >= end) {
            return;
        }
        char c = text.content().charAt(at++);
        switch (c) {
            case 'n' -> literal.append('\n');
            case 't' -> literal.append('\t');
            case 'r' -> literal.append('\r');
            case 'a' -> literal.append('\u0007');
            case 'b' -> literal.append('\b');
            case 'f' -> literal.append('\f');
            case 'v' -> literal.append('\u000B');
            case '\\', '\'', '"' -> literal.append(c);
            case '\n' -> {}
            case '\r' -> at += at < end && text.content().charAt(at) == '\n' ? 1 : 0;
            case 'x' -> code(literal, c, 2, 16);
            case 'u' -> code(literal, c, 4, 16);
            case 'U' -> code(literal, c, 8, 16);
            default -> {
                if (c >= '0' && c <= '7') {
                    at--;
                    int digits = 1;
                    while (digits < 3 && at + digits < end && "01234567".indexOf(text.content().charAt(at + digits)) >= 0) {
                        digits++;
                    }
                    code(literal, c, digits, 8);
                } else {
                    literal.append('\\').append(c);
                }
            }
        }
    }

    private void code(StringBuilder literal, char escape, int digits, int radix) {
        if (at + digits <= end) {
            String number = text.slice(new Span(at, at + digits));
            try {
                int point = Integer.parseInt(number, radix);
                if (Character.isValidCodePoint(point) && !number.startsWith("+") && !number.startsWith("-")) {
                    literal.appendCodePoint(point);
                    at += digits;
                    return;
                }
            } catch (NumberFormatException notACode) {
                // As it stands, below.
            }
        }
        literal.append('\\').append(escape);
    }
}
