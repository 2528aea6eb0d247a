package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in plain words what the parser library found, at the place where the author made the mistake. */
final class SyntaxMessages {
    private SyntaxMessages() {}

    static Problem of(EventSource source, Text text, MarkedYAMLException e) {
        String problem = e.getProblem() == null ? "" : e.getProblem();
        String context = e.getContext() == null ? "" : e.getContext();
        int at = offset(source, e.getProblemMark(), text.length());
        int opened = offset(source, e.getContextMark(), at);
        if (problem.contains("could not find expected ':'")) {
            return problem(word(text, opened), "expected ':' after this key");
        }
        if (problem.contains("mapping values are not allowed here")) {
            return problem(
                    word(text, at),
                    "unexpected ':': the line is indented too far, or a value with ': ' in it needs quotes");
        }
        if (problem.contains("(TAB)")) {
            Span tab = new Span(at, Math.min(text.length(), at + 1));
            return new Problem(Problem.Kind.TAB, tab, "tabs cannot indent YAML; use spaces", Optional.empty());
        }
        if (problem.contains("found unexpected end of stream") || problem.contains("found unexpected document sep")) {
            return problem(word(text, opened), "the quote that starts here is not closed");
        }
        if (context.contains("flow sequence") || context.contains("flow mapping")) {
            boolean list = context.contains("sequence");
            return new Problem(
                    Problem.Kind.SYNTAX,
                    word(text, at),
                    "expected ',' or '" + (list ? "]" : "}") + "'",
                    Optional.of(new Span(opened, Math.min(text.length(), opened + 1))));
        }
        if (problem.contains("expected <block end>")) {
            return problem(word(text, at), "this line does not fit the indentation of the lines above");
        }
        if (problem.contains("cannot start any token")) {
            return problem(word(text, at), "a value that starts with '" + charAt(text, at) + "' needs quotes");
        }
        String message = problem.isEmpty() ? "not readable as YAML" : problem;
        return problem(word(text, at), context.isEmpty() ? message : message + " (" + context + ")");
    }

    private static Problem problem(Span span, String message) {
        return new Problem(Problem.Kind.SYNTAX, span, message.replaceAll("\\s+", " "), Optional.empty());
    }

    private static int offset(EventSource source, Mark mark, int otherwise) {
        return mark == null ? otherwise : source.offset(mark);
    }

    private static String charAt(Text text, int at) {
        return at < text.length() ? new String(Character.toChars(text.content().codePointAt(at))) : "";
    }

    /** The word at an offset, or the last visible character before it where none starts there. */
    private static Span word(Text text, int at) {
        String content = text.content();
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
        return back > 0 ? new Span(back - 1, back) : new Span(0, Math.min(1, content.length()));
    }
}
