package dev.mlrecipe.text;

import java.util.Arrays;

/**
 * The text of one version of a document. Immutable. Offsets and columns count UTF-16 code units from 0, lines count
 * from 0; a line ends with LF, CR or CR LF. A byte order mark is an ordinary character of the first line.
 */
public final class Text {
    private final String content;
    private final int[] lineStarts;

    private Text(String content, int[] lineStarts) {
        this.content = content;
        this.lineStarts = lineStarts;
    }

    public static Text of(String content) {
        int[] breaks = breaks(content, 0, content.length());
        int[] starts = new int[breaks.length + 1];
        System.arraycopy(breaks, 0, starts, 1, breaks.length);
        return new Text(content, starts);
    }

    /** The offsets behind the line breaks that end in {@code from..to - 1}. */
    private static int[] breaks(String content, int from, int to) {
        int[] breaks = new int[16];
        int count = 0;
        for (int i = from; i < to; i++) {
            char c = content.charAt(i);
            if (c == '\n' || (c == '\r' && !(i + 1 < content.length() && content.charAt(i + 1) == '\n'))) {
                if (count == breaks.length) {
                    breaks = Arrays.copyOf(breaks, 2 * count);
                }
                breaks[count++] = i + 1;
            }
        }
        return Arrays.copyOf(breaks, count);
    }

    /**
     * The text after an edit. Lines outside of the edit are not looked at again.
     *
     * @param replaced what is replaced; clamped to the text
     */
    public Text with(Span replaced, String replacement) {
        int from = Math.min(replaced.start(), content.length());
        int to = Math.min(replaced.end(), content.length());
        int moved = replacement.length() - (to - from);
        StringBuilder edited = new StringBuilder(content.length() + moved);
        edited.append(content, 0, from).append(replacement).append(content, to, content.length());
        String result = edited.toString();
        // A line start depends on the characters before and behind it: those at the ends of the edit are found anew.
        int before = Math.max(1, linesStartedBefore(from));
        int after = linesStartedBefore(to + 1);
        int[] inside = breaks(result, Math.max(0, from - 1), from + replacement.length());
        int[] starts = Arrays.copyOf(lineStarts, before + inside.length + lineStarts.length - after);
        System.arraycopy(inside, 0, starts, before, inside.length);
        for (int i = after; i < lineStarts.length; i++) {
            starts[before + inside.length + i - after] = lineStarts[i] + moved;
        }
        return new Text(result, starts);
    }

    /**
     * The text after an edit as editors send it. Positions beyond a line or the text are clamped as in
     * {@link #offset(int, int)}; a range that runs backwards is taken forwards.
     */
    public Text with(Position from, Position to, String replacement) {
        int start = offset(from.line(), from.column());
        int end = offset(to.line(), to.column());
        return with(new Span(Math.min(start, end), Math.max(start, end)), replacement);
    }

    private int linesStartedBefore(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found : -found - 1;
    }

    public String content() {
        return content;
    }

    public int length() {
        return content.length();
    }

    /** Number of lines, at least 1: a text that ends with a line break has an empty last line. */
    public int lines() {
        return lineStarts.length;
    }

    /**
     * The characters of a span.
     *
     * @throws IndexOutOfBoundsException if the span reaches beyond the text
     */
    public String slice(Span span) {
        return content.substring(span.start(), span.end());
    }

    /** The line that holds {@code offset}; an offset beyond the text belongs to the last line. */
    public int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, Math.max(0, offset));
        return found >= 0 ? found : -found - 2;
    }

    /** Line and column of {@code offset}; an offset beyond the text is its end. */
    public Position position(int offset) {
        int at = Math.clamp(offset, 0, content.length());
        int line = line(at);
        return new Position(line, at - lineStarts[line]);
    }

    /**
     * The offset of a position. A line beyond the text is its end, a column beyond the line is the line's end before
     * its line break: editors send such positions.
     */
    public int offset(int line, int column) {
        if (line >= lineStarts.length) {
            return content.length();
        }
        Span span = lineSpan(Math.max(0, line));
        return Math.clamp((long) span.start() + column, span.start(), span.end());
    }

    /** A line without its line break. */
    public Span lineSpan(int line) {
        int start = lineStarts[line];
        int end = line + 1 < lineStarts.length ? lineStarts[line + 1] : content.length();
        while (end > start && (content.charAt(end - 1) == '\n' || content.charAt(end - 1) == '\r')) {
            end--;
        }
        return new Span(start, end);
    }

    /** The column of {@code offset} in Unicode code points, as terminals and compilers count it. */
    public int codePointColumn(int offset) {
        Position position = position(offset);
        int start = lineStarts[position.line()];
        return content.codePointCount(start, start + position.column());
    }

    /** The white space before the first other character of a line. */
    public String indentation(int line) {
        Span span = lineSpan(line);
        int end = span.start();
        while (end < span.end() && (content.charAt(end) == ' ' || content.charAt(end) == '\t')) {
            end++;
        }
        return content.substring(span.start(), end);
    }

    /** The line break that the text uses, LF if it has none. */
    public String lineBreak() {
        int lf = content.indexOf('\n');
        int cr = content.indexOf('\r');
        if (cr < 0) {
            return "\n";
        }
        return cr + 1 == lf ? "\r\n" : lf >= 0 && lf < cr ? "\n" : "\r";
    }

    /**
     * A place between two characters.
     *
     * @param line line, from 0
     * @param column UTF-16 code units from the line's start
     */
    public record Position(int line, int column) {}
}
