package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Shadow.Patch;
import java.util.ArrayList;
import java.util.List;

/** Mistakes of block style: words without a colon, values with keys below them, lines in columns of their own. */
final class BlockRepairs {
    private static final String MISFIT = "this line does not fit the indentation of the lines above";

    private static final String NO_KEY = "no key stands above this indented line";

    private final Lines lines;
    private final String content;
    private final Failure failure;
    private final int line;

    BlockRepairs(Lines lines, String content, Failure failure) {
        this.lines = lines;
        this.content = content;
        this.failure = failure;
        this.line = lines.of(failure.at());
    }

    /** A word in a line of its own becomes a key. */
    Repair colon(int broken) {
        int start = lines.body(broken);
        Scan scan = lines.scan(broken);
        int end = Math.max(start, scan.end());
        Span word = end > start ? new Span(start, end) : lines.word(start);
        char first = start < end ? content.charAt(start) : '#';
        if (scan.colon() >= 0 || "&!|>[{#".indexOf(first) >= 0) {
            return Repair.of(broken, word, "expected a key and ':' here", Patch.blank(start, end));
        }
        String message = "expected ':' after this key";
        List<Patch> patches = new ArrayList<>();
        if (first == '*') {
            patches.addAll(Patch.quote(content, start, end));
        }
        patches.add(Patch.insert(end, ":"));
        return Repair.of(broken, word, message, patches);
    }

    /** A colon where no key can be: a second one in the line, or the line above is not what it should be. */
    Repair unexpectedColon() {
        int at = failure.at();
        Scan scan = lines.scan(line);
        if (scan.colon() >= 0 && scan.colon() < at) {
            int value = scan.colon() + 1;
            while (value < at && content.charAt(value) == ' ') {
                value++;
            }
            boolean word = "\"'[{".indexOf(content.charAt(value)) < 0;
            return Repair.of(
                    line,
                    new Span(at, at + 1),
                    "unexpected ':'; a value with ': ' in it needs quotes",
                    word ? Patch.quote(content, value, scan.end()) : List.of(Patch.blank(at, scan.end())));
        }
        int above = lines.previous(line);
        if (above < 0) {
            return Repair.of(line, new Span(at, at + 1), "unexpected ':'", Patch.blank(at, at + 1));
        }
        return lines.scan(above).colon() < 0 ? colon(above) : belowValue(above, lines.bodyColumn(above));
    }

    /** A token where the parser expected the next key, the next item or the end of the block. */
    Repair unexpectedToken() {
        int at = failure.at();
        char found = at < content.length() ? content.charAt(at) : 0;
        if (found == ']' || found == '}' || found == ',') {
            String message = found == ','
                    ? "',' separates nothing here"
                    : "no '" + (found == ']' ? '[' : '{') + "' opens before this '" + found + "'";
            return Repair.of(line, new Span(at, at + 1), message, Patch.blank(at, at + 1));
        }
        if (at != lines.first(line)) {
            int end = Math.max(at, Scan.of(content, at, lines.span(line).end()).end());
            return Repair.of(line, lines.word(at), "nothing can follow the value here", Patch.blank(at, end));
        }
        int column = lines.indent(line);
        int block = failure.opened() - lines.span(lines.of(failure.opened())).start();
        int nearest = nearestColumn(column);
        if (nearest > column) {
            return shift(nearest);
        }
        int above = lines.previous(line);
        if (above >= 0 && isBareWord(above) && lines.bodyColumn(above) <= column && !lines.dashed(line)) {
            return colon(above);
        }
        if (lines.dashed(line) && !failure.during("collection")) {
            int dash = goneDash(column);
            if (dash >= 0) {
                return goneLine(dash, dash + 1, column, "-", "this line belongs to an item without '-'");
            }
            int gone = blankAbove(line);
            if (gone >= 0) {
                return goneLine(gone, line, block, "'':", NO_KEY);
            }
        }
        if (lines.dashed(line) || failure.during("collection")) {
            return drop("this line does not fit the list or the keys above");
        }
        return column > block && above >= 0 ? belowValue(above, block) : colon(line);
    }

    /** A line behind the end of the document: what comes first is no mapping, or is indented further. */
    Repair unexpectedDocument() {
        int first = 0;
        while (first < line && (lines.empty(first) || content.startsWith("---", lines.first(first)))) {
            first++;
        }
        int indent = lines.indent(first) - lines.indent(line);
        if (first < line && indent > 0) {
            List<Patch> patches = new ArrayList<>();
            for (int at = first; at < line; at++) {
                int start = lines.span(at).start();
                patches.add(new Patch(start, start + Math.min(indent, lines.indent(at)), ""));
            }
            return Repair.of(
                    first,
                    lines.word(lines.first(first)),
                    "this line is indented further than the lines below",
                    patches);
        }
        if (first < line && content.charAt(lines.first(first)) == '%') {
            Span directive = new Span(lines.first(first), lines.span(first).end());
            return Repair.of(
                    first,
                    directive,
                    "a directive needs a line with --- below it",
                    Patch.blank(directive.start(), directive.end()));
        }
        return first < line ? colon(first) : drop(MISFIT);
    }

    /**
     * A line that is deeper than a key with a value. Either the value is being typed, or the line is in the wrong column,
     * or the key above it is gone.
     */
    private Repair belowValue(int above, int column) {
        int gone = blankAbove(line);
        if (gone >= 0) {
            return goneLine(gone, line, column, "'':", NO_KEY);
        }
        Scan scan = lines.scan(above);
        if (scan.colon() >= 0 && keysIn(line, lines.runEnd(line)) > 1) {
            int value = scan.colon() + 1;
            while (value < scan.end() && content.charAt(value) == ' ') {
                value++;
            }
            return Repair.of(
                    above,
                    new Span(value, scan.end()),
                    "this key cannot have a value and lines below it",
                    Patch.blank(value, scan.end()));
        }
        return shift(column);
    }

    /** The blank line right above a line and its comments, or -1. */
    private int blankAbove(int below) {
        int at = below - 1;
        while (at >= 0 && lines.empty(at) && !lines.blank(at)) {
            at--;
        }
        return at >= 0 && lines.blank(at) ? at : -1;
    }

    /** The blank line where the first item of a list would have its dash in this column, or -1. */
    private int goneDash(int column) {
        int at = line - 1;
        int first = line;
        while (at >= 0 && (lines.empty(at) || lines.indent(at) > column)) {
            first = lines.empty(at) ? first : at;
            at--;
        }
        boolean opens = at >= 0 && first < line && lines.scan(at).colon() == lines.scan(at).end() - 1;
        return opens ? blankAbove(first) : -1;
    }

    /** Puts a key or dash into a blank line, for what stands below it. */
    private Repair goneLine(int gone, int below, int column, String inserted, String message) {
        Span blank = lines.span(gone);
        int said = below;
        while (said < line && lines.empty(said)) {
            said++;
        }
        Patch patch = new Patch(blank.start(), blank.end(), " ".repeat(column) + inserted);
        return Repair.of(gone, lines.word(lines.first(said)), message, patch).through(said);
    }

    private boolean isBareWord(int at) {
        int start = lines.body(at);
        return lines.scan(at).colon() < 0
                && start < lines.span(at).end()
                && lines.scan(at).quote() < 0
                && "[{]}&!|>#".indexOf(content.charAt(start)) < 0;
    }

    private int keysIn(int from, int to) {
        int keys = 0;
        for (int at = from; at <= to; at++) {
            keys += lines.empty(at) ? 0 : 1;
        }
        return keys;
    }

    /** The first column to the right in which the block above has keys, or dashes for a line with a dash; or -1. */
    private int nearestColumn(int column) {
        int nearest = -1;
        boolean dashed = lines.dashed(line);
        for (int at = line - 1; at >= 0; at--) {
            if (lines.empty(at)) {
                continue;
            }
            int found = dashed ? (lines.dashed(at) ? lines.indent(at) : -1) : lines.bodyColumn(at);
            boolean key = dashed || lines.scan(at).colon() >= 0;
            if (found > column && key && (nearest < 0 || found < nearest)) {
                nearest = found;
            }
            if (lines.indent(at) <= column) {
                break;
            }
        }
        return nearest;
    }

    /** Moves the line and those that belong to it to another column. */
    private Repair shift(int column) {
        int move = column - lines.indent(line);
        int last = lines.runEnd(line);
        List<Patch> patches = new ArrayList<>();
        for (int at = line; at <= last; at++) {
            int start = lines.span(at).start();
            if (move > 0 && !lines.empty(at)) {
                patches.add(Patch.insert(start, " ".repeat(move)));
            } else if (move < 0) {
                patches.add(new Patch(start, start + Math.min(-move, lines.indent(at)), ""));
            }
        }
        return Repair.of(line, lines.word(lines.first(line)), MISFIT, patches);
    }

    /** Leaves out the line and those that belong to it. */
    private Repair drop(String message) {
        List<Patch> patches = new ArrayList<>();
        int last = lines.runEnd(line);
        int indent = lines.indent(line);
        for (int at = line; at <= last && (at == line || lines.empty(at) || lines.indent(at) > indent); at++) {
            patches.add(Patch.blank(lines.first(at), lines.span(at).end()));
        }
        return Repair.of(line, lines.word(lines.first(line)), message, patches);
    }
}
