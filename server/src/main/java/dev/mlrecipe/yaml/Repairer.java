package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Shadow.Patch;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the mistake behind a failure of the parser. The parser stops where the text makes no sense any more, which is
 * often lines behind the mistake: a quote that is not closed ends at the next one, a bracket takes in the lines below.
 */
final class Repairer {
    private final Text text;
    private final String content;
    private final Lines lines;
    private final Failure failure;
    private final int line;

    Repairer(Text text, Failure failure) {
        this.text = text;
        this.content = text.content();
        this.lines = new Lines(text);
        this.failure = failure;
        this.line = lines.of(failure.at());
    }

    Repair repair() {
        int quote = openQuote();
        if (quote >= 0) {
            return closeQuote(quote);
        }
        if (failure.says("(TAB)")) {
            return tabs();
        }
        if (failure.flow() >= 0) {
            Optional<Repair> flow = new FlowRepairs(lines, content, failure).repair();
            if (flow.isPresent()) {
                return flow.get();
            }
        }
        BlockRepairs blocks = new BlockRepairs(lines, content, failure);
        if (failure.says("could not find expected ':'")) {
            return blocks.colon(lines.of(failure.opened()));
        }
        if (failure.says("mapping values are not allowed here")) {
            return blocks.unexpectedColon();
        }
        if (failure.says("sequence entries are not allowed here") || failure.says("mapping keys are not allowed here")) {
            return Repair.of(
                    line,
                    new Span(failure.at(), failure.at() + 1),
                    "'" + content.charAt(failure.at()) + "' can only start a line",
                    Patch.blank(failure.at(), failure.at() + 1));
        }
        if (failure.during("block mapping") || failure.during("block collection")) {
            return blocks.unexpectedToken();
        }
        if (failure.says("expected '<document start>'")) {
            return blocks.unexpectedDocument();
        }
        return words();
    }

    /** Blanks the value of a line, or else all of it: the last resort where the mistake is not understood. */
    Repair blank(int broken, boolean all) {
        Span whole = new Span(lines.first(broken), lines.span(broken).end());
        Scan scan = lines.scan(broken);
        int from = !all && scan.colon() >= 0 ? scan.colon() + 1 : whole.start();
        return Repair.of(broken, whole, "not readable as YAML", Patch.blank(from, whole.end()));
    }

    /** Where the quote opens that is not closed in its line although the failure says that it should be; -1 if none. */
    private int openQuote() {
        if (failure.during("quoted scalar") && failure.says("found unexpected")) {
            return failure.opened();
        }
        if (failure.quoted().filter(q -> lines.of(q.end()) == line).isPresent()) {
            return failure.quoted().get().start();
        }
        return opensQuote(failure.opened()) ? failure.opened() : opensQuote(failure.at()) ? failure.at() : -1;
    }

    private boolean opensQuote(int at) {
        boolean quote = at < content.length() && (content.charAt(at) == '"' || content.charAt(at) == '\'');
        return quote && Scan.of(content, at, text.lineSpan(text.line(at)).end()).quote() >= 0;
    }

    /** Closes a quote before what must come behind it: a key's colon, a comma or bracket, a comment, the line's end. */
    private Repair closeQuote(int quote) {
        int broken = lines.of(quote);
        int end = lines.span(broken).end();
        Scan before = Scan.of(content, lines.body(broken), quote);
        boolean flow = !before.closers().isEmpty() || (failure.flow() >= 0 && failure.flow() < quote);
        boolean value = before.end() > 0 && content.charAt(before.end() - 1) == ':' && before.end() > lines.body(broken);
        int at = quote + 1;
        while (at < end) {
            char c = content.charAt(at);
            boolean gap = at + 1 == end || content.charAt(at + 1) == ' ';
            if ((c == ':' && gap && !value)
                    || (flow && (c == '}' || c == ']' || (c == ',' && gap)))
                    || (c == ' ' && at + 1 < end && content.charAt(at + 1) == '#')) {
                break;
            }
            at++;
        }
        int escapes = 0;
        while (content.charAt(quote) == '"' && content.charAt(at - 1 - escapes) == '\\') {
            escapes++;
        }
        String close = (escapes % 2 == 1 ? "\\" : "") + content.charAt(quote);
        return Repair.of(broken, new Span(quote, at), "the quote that starts here is not closed", Patch.insert(at, close));
    }

    private Repair tabs() {
        Span tab = new Span(failure.at(), failure.at() + 1);
        List<Patch> patches = new ArrayList<>();
        if (failure.at() < lines.first(line)) {
            for (int each = 0; each < lines.count(); each++) {
                int first = lines.first(each);
                for (int at = lines.span(each).start(); at < first; at++) {
                    if (content.charAt(at) == '\t') {
                        patches.add(new Patch(at, at + 1, "  "));
                    }
                }
            }
        } else {
            patches.add(new Patch(tab.start(), tab.end(), " "));
        }
        String message = "tabs cannot indent YAML; use spaces";
        return new Repair(line, line, new Problem(Problem.Kind.TAB, tab, message, Optional.empty()), patches);
    }

    /** Mistakes inside of one word. */
    private Repair words() {
        int at = failure.at();
        if (failure.during("double-quoted scalar")) {
            return escapes();
        }
        if (failure.during("directive")) {
            Span directive = new Span(lines.first(lines.of(failure.opened())), lines.span(lines.of(failure.opened())).end());
            return Repair.of(
                    lines.of(failure.opened()),
                    directive,
                    "a line that starts with '%' is a directive, such as %YAML 1.2",
                    Patch.blank(directive.start(), directive.end()));
        }
        if (failure.during("scanning an alias") || failure.during("scanning a block scalar")) {
            return quoted(failure.opened());
        }
        if (failure.says("cannot start any token")) {
            return quoted(at);
        }
        if (failure.during("scanning an anchor") || failure.during("tag") || failure.says("tag")) {
            int start = content.startsWith("&", failure.opened()) || content.startsWith("!", failure.opened())
                    ? failure.opened()
                    : at;
            Span word = lines.word(start);
            boolean anchor = content.startsWith("&", start);
            String message = anchor ? "an anchor needs a name of letters, digits, - and _" : "the tag is not readable";
            return Repair.of(lines.of(start), word, message, Patch.blank(word.start(), word.end()));
        }
        if (failure.says("expected the node content") && at < lines.span(line).end()) {
            return Repair.of(
                    line,
                    new Span(at, at + 1),
                    "'" + content.charAt(at) + "' cannot stand here",
                    Patch.blank(at, at + 1));
        }
        return blank(line, true);
    }

    /** Doubles the backslashes of a quoted word that start no escape. */
    private Repair escapes() {
        int backslash = Math.min(failure.at(), content.length() - 1);
        while (backslash > failure.opened() && content.charAt(backslash) != '\\') {
            backslash--;
        }
        int end = Math.min(content.length(), backslash + 2);
        return Repair.of(
                lines.of(backslash),
                new Span(backslash, end),
                "'" + content.substring(backslash, end) + "' is no escape; between double quotes a backslash is written \\\\,"
                        + " between single quotes it stands for itself",
                Patch.insert(backslash, "\\"));
    }

    /** Quotes a word that starts with a character that means something else. */
    private Repair quoted(int start) {
        int broken = lines.of(start);
        int end = lines.span(broken).end();
        boolean flow = failure.flow() >= 0
                || !Scan.of(content, lines.body(broken), start).closers().isEmpty();
        int at = start;
        while (at < end) {
            char c = content.charAt(at);
            boolean gap = at + 1 == end || content.charAt(at + 1) == ' ';
            if ((c == ':' && gap)
                    || (flow && (c == '}' || c == ']' || (c == ',' && gap)))
                    || (c == ' ' && at + 1 < end && content.charAt(at + 1) == '#')) {
                break;
            }
            at++;
        }
        while (at > start + 1 && content.charAt(at - 1) == ' ') {
            at--;
        }
        String first = new String(Character.toChars(content.codePointAt(start)));
        String what = at < end && content.charAt(at) == ':' ? "key" : "value";
        String message = "a " + what + " that starts with '" + first + "' needs quotes";
        return Repair.of(broken, lines.word(start), message, Patch.quote(content, start, at));
    }
}
