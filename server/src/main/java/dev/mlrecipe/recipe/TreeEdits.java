package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Edits that add and remove keys and keep the rest of the text as it is. */
public final class TreeEdits {
    private TreeEdits() {}

    /** Puts {@code key: value} before the first entry of a mapping; empty for a mapping without own entries. */
    public static Optional<Edit> prepend(Text text, Node.Mapping mapping, String keyAndValue) {
        return mapping.entries().stream().filter(e -> !e.merged()).findFirst().map(first -> {
            int at = first.key().span().start();
            if (isFlow(text, mapping)) {
                return new Edit(Span.at(at), keyAndValue + ", ");
            }
            int column = text.position(at).column();
            return new Edit(Span.at(at), keyAndValue + text.lineBreak() + " ".repeat(column));
        });
    }

    /** Puts {@code key: value} into a mapping, which may be {@code {}}. */
    public static Optional<Edit> add(Text text, Node.Mapping mapping, String keyAndValue) {
        Optional<Edit> edit = prepend(text, mapping, keyAndValue);
        if (edit.isEmpty() && isFlow(text, mapping)) {
            return Optional.of(new Edit(Span.at(mapping.span().start() + 1), keyAndValue));
        }
        return edit;
    }

    /**
     * Removes an entry: its lines where it has them to itself, else the text with one comma. Empty for merged entries
     * and for entries that share their line in another way.
     */
    public static Optional<Fix> remove(Text text, Node.Mapping mapping, Node.Entry entry) {
        String title = "Remove " + entry.key().text();
        if (entry.merged() || mapping.entries().size() == 1) {
            return Optional.empty();
        }
        Span span = entry.span();
        if (isFlow(text, mapping)) {
            return Optional.of(Fix.replace(title, withComma(text.content(), span), ""));
        }
        int firstLine = text.line(span.start());
        int lastLine = text.line(span.end());
        Span first = text.lineSpan(firstLine);
        if (!text.slice(new Span(first.start(), span.start())).isBlank()) {
            return Optional.empty();
        }
        String behind = text.slice(new Span(span.end(), text.lineSpan(lastLine).end())).strip();
        if (!behind.isEmpty() && !behind.startsWith("#")) {
            return Optional.empty();
        }
        int end = lastLine + 1 < text.lines() ? text.lineSpan(lastLine + 1).start() : text.length();
        return Optional.of(Fix.replace(title, new Span(first.start(), end), ""));
    }

    /** The text after some edits, which do not overlap; those at one place in their order. */
    public static String apply(String content, List<Edit> edits) {
        StringBuilder out = new StringBuilder(content.length() + 64);
        int at = 0;
        for (Edit edit : edits.stream().sorted(Comparator.comparingInt(e -> e.span().start())).toList()) {
            out.append(content, at, edit.span().start()).append(edit.text());
            at = edit.span().end();
        }
        return out.append(content, at, content.length()).toString();
    }

    /** Two spaces for every tab in the indentation of any line. */
    static Optional<Fix> tabsToSpaces(Text text) {
        List<Edit> edits = new ArrayList<>();
        for (int line = 0; line < text.lines(); line++) {
            String indentation = text.indentation(line);
            if (indentation.indexOf('\t') >= 0) {
                int start = text.lineSpan(line).start();
                edits.add(new Edit(
                        new Span(start, start + indentation.length()), indentation.replace("\t", "  ")));
            }
        }
        return edits.isEmpty() ? Optional.empty() : Optional.of(new Fix("Use spaces", edits, true));
    }

    static boolean isFlow(Text text, Node node) {
        int start = node.span().start();
        return start < text.length() && (text.content().charAt(start) == '{' || text.content().charAt(start) == '[');
    }

    private static Span withComma(String content, Span span) {
        int end = span.end();
        while (end < content.length() && Character.isWhitespace(content.charAt(end))) {
            end++;
        }
        if (end < content.length() && content.charAt(end) == ',') {
            end++;
            while (end < content.length() && content.charAt(end) == ' ') {
                end++;
            }
            return new Span(span.start(), end);
        }
        int start = span.start();
        while (start > 0 && Character.isWhitespace(content.charAt(start - 1))) {
            start--;
        }
        return start > 0 && content.charAt(start - 1) == ',' ? new Span(start - 1, span.end()) : span;
    }

    /**
     * The outermost mapping around a place that is wanted. An alias leads to its anchor, so a mapping is one place in the
     * text.
     */
    public static Optional<Node.Mapping> mapping(Node node, Span place, Predicate<Node.Mapping> wanted) {
        return switch (node) {
            case Node.Mapping mapping when wanted.test(mapping) -> Optional.of(mapping);
            case Node.Mapping mapping -> mapping.written().stream()
                    .filter(entry -> holds(entry.value(), place))
                    .flatMap(entry -> mapping(entry.value(), place, wanted).stream())
                    .findFirst();
            case Node.Sequence sequence -> sequence.items().stream()
                    .filter(item -> holds(item, place))
                    .flatMap(item -> mapping(item, place, wanted).stream())
                    .findFirst();
            case Node.Scalar scalar -> Optional.empty();
            case Node.Missing missing -> Optional.empty();
        };
    }

    private static boolean holds(Node node, Span place) {
        return node.span().start() <= place.start() && place.end() <= node.span().end();
    }
}
