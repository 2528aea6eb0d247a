package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The parser library's events, without its exceptions: a problem is recorded and ends the events. Also turns the
 * library's marks, which count code points, into offsets of the text.
 */
final class EventSource {
    private final Text text;
    private final int[] offsets;
    private final Parser parser;
    private final List<Problem> problems = new ArrayList<>();
    private boolean stopped;

    EventSource(Text text) {
        this.text = text;
        this.offsets = offsetsOfCodePoints(text.content());
        this.parser = new ParserImpl(new StreamReader(printable(text.content())), new LoaderOptions());
    }

    /** The next event, or null after a problem that the library cannot get past. */
    Event next() {
        if (stopped) {
            return null;
        }
        try {
            return parser.getEvent();
        } catch (MarkedYAMLException e) {
            fail(SyntaxMessages.of(this, text, e));
        } catch (RuntimeException e) {
            // The library's escape and directive parsing lets NumberFormatException and the like through.
            fail(new Problem(Problem.Kind.SYNTAX, lastCharacter(), "not readable as YAML", Optional.empty()));
        }
        return null;
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    /** Records a problem and ends the events. */
    void fail(Problem problem) {
        problems.add(problem);
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    List<Problem> problems() {
        return problems;
    }

    /** UTF-16 offset of a mark. */
    int offset(Mark mark) {
        int index = mark.getIndex();
        return Math.min(text.length(), offsets.length == 0 ? index : offsets[Math.min(index, offsets.length - 1)]);
    }

    private Span lastCharacter() {
        return new Span(Math.max(0, text.length() - 1), text.length());
    }

    /** UTF-16 offset of every code point; empty where both are the same. */
    private static int[] offsetsOfCodePoints(String content) {
        int points = content.codePointCount(0, content.length());
        if (points == content.length()) {
            return new int[0];
        }
        int[] offsets = new int[points + 1];
        for (int i = 0, at = 0; i < points; i++) {
            offsets[i] = at;
            at += Character.charCount(content.codePointAt(at));
        }
        offsets[points] = content.length();
        return offsets;
    }

    /** The content with characters that YAML forbids replaced one to one, the first of them reported. */
    private String printable(String content) {
        if (StreamReader.isPrintable(content)) {
            return content;
        }
        StringBuilder clean = new StringBuilder(content.length());
        for (int at = 0; at < content.length(); ) {
            int point = content.codePointAt(at);
            int end = at + Character.charCount(point);
            if (StreamReader.isPrintable(point)) {
                clean.appendCodePoint(point);
            } else {
                if (problems.isEmpty()) {
                    String message = "YAML does not allow the character U+%04X".formatted(point);
                    add(new Problem(Problem.Kind.SYNTAX, new Span(at, end), message, Optional.empty()));
                }
                clean.append("\uFFFD".repeat(end - at));
            }
            at = end;
        }
        return clean.toString();
    }
}
