package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The parser library's events, without its exceptions: a failure is kept and ends the events. Also turns the library's
 * marks, which count code points of the text that it reads, into offsets of the original.
 */
final class EventSource {
    private final Shadow shadow;
    private final String content;
    private final int[] codePoints;
    private final Parser parser;
    private final List<Problem> problems = new ArrayList<>();
    private boolean stopped;
    private Failure failure;
    private int flowDepth;
    private int flow = -1;
    private int lastEnd;
    private Span quoted;

    EventSource(Shadow shadow) {
        this.shadow = shadow;
        this.content = shadow.text().content();
        this.codePoints = offsetsOfCodePoints(content);
        this.parser = new ParserImpl(new StreamReader(content), new LoaderOptions());
    }

    /** The next event, or null after a failure. */
    Event next() {
        if (stopped) {
            return null;
        }
        try {
            Event event = parser.getEvent();
            remember(event);
            return event;
        } catch (MarkedYAMLException e) {
            int at = e.getProblemMark() == null ? lastEnd : shadowOffset(e.getProblemMark());
            int opened = e.getContextMark() == null ? at : shadowOffset(e.getContextMark());
            fail(e.getProblem(), e.getContext(), at, opened);
        } catch (RuntimeException e) {
            // The library's escape and directive parsing lets NumberFormatException and the like through.
            fail(null, null, lastEnd, lastEnd);
        }
        return null;
    }

    private void fail(String problem, String context, int at, int opened) {
        stopped = true;
        failure = new Failure(
                problem == null ? "" : problem, context == null ? "" : context, at, opened, flow, Optional.ofNullable(quoted));
    }

    private void remember(Event event) {
        lastEnd = shadowOffset(event.getEndMark());
        if (event instanceof CollectionStartEvent start && start.getFlowStyle() == FlowStyle.FLOW) {
            if (flowDepth++ == 0) {
                flow = bracket(shadowOffset(start.getStartMark()));
            }
        } else if (event instanceof CollectionEndEvent && flowDepth > 0) {
            flow = --flowDepth == 0 ? -1 : flow;
        } else if (event instanceof ScalarEvent scalar && isQuoted(scalar)) {
            if (scalar.getStartMark().getLine() < scalar.getEndMark().getLine()) {
                quoted = new Span(quote(shadowOffset(scalar.getStartMark())), lastEnd);
            }
        }
    }

    private static boolean isQuoted(ScalarEvent scalar) {
        return scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED;
    }

    /** The bracket of a flow collection, behind its anchor and tag. */
    private int bracket(int from) {
        int at = from;
        while (at < content.length() && content.charAt(at) != '{' && content.charAt(at) != '[') {
            at++;
        }
        return at < content.length() ? at : from;
    }

    private int quote(int from) {
        int at = from;
        while (content.charAt(at) != '"' && content.charAt(at) != '\'') {
            at++;
        }
        return at;
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    /** Records a problem and ends the events. */
    void stop(Problem problem) {
        problems.add(problem);
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** Where the library stopped. */
    Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    List<Problem> problems() {
        return problems;
    }

    /** UTF-16 offset of a mark in the original text. */
    int offset(Mark mark) {
        return shadow.origin(shadowOffset(mark));
    }

    private int shadowOffset(Mark mark) {
        int index = mark.getIndex();
        int at = codePoints.length == 0 ? index : codePoints[Math.min(index, codePoints.length - 1)];
        return Math.min(content.length(), at);
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
}
