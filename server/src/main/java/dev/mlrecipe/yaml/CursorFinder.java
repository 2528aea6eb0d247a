package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Cursor.PathStep;
import dev.mlrecipe.yaml.Cursor.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks down a tree to an offset. In block style the indentation decides: on an empty line the cursor belongs to the
 * mapping whose keys stand in its column. In flow style the last bracket, comma or colon before the word decides.
 */
final class CursorFinder {
    private static final int USUAL_INDENT = 2;

    private final Text text;
    private final String content;
    private final YamlTree tree;
    private final int offset;
    private final int line;
    private final int column;
    /** Whether the cursor's line is empty, so that only its column tells where it belongs. */
    private final boolean blank;
    private final int step;
    private final List<PathStep> path = new ArrayList<>();

    CursorFinder(Text text, YamlTree tree, int offset) {
        this.text = text;
        this.content = text.content();
        this.tree = tree;
        this.offset = offset;
        this.line = text.line(offset);
        this.column = column(offset);
        this.blank = text.slice(text.lineSpan(line)).isBlank();
        this.step = indentStep(tree.root());
    }

    Cursor find() {
        for (YamlTree.Comment comment : tree.comments()) {
            if (comment.span().start() < offset && offset <= comment.span().end()) {
                return cursor(new Place.Comment(comment), Span.at(offset), 0, false);
            }
        }
        String whole = text.slice(text.lineSpan(line));
        if (whole.startsWith("---") || whole.startsWith("...") || whole.startsWith("%")) {
            return nowhere();
        }
        Node root = tree.root();
        return switch (root) {
            case Node.Missing missing ->
                blank ? key(Optional.empty(), Optional.empty(), Span.at(offset), column + step, false) : nowhere();
            case Node.Scalar scalar -> firstKey(scalar.span(), scalar);
            case Node.Mapping mapping -> isFlow(mapping) ? flowRoot(mapping) : blockMapping(mapping);
            case Node.Sequence list -> isFlow(list) ? flowRoot(list) : blockSequence(list);
        };
    }

    private Cursor flowRoot(Node root) {
        return inside(root, root.span()) ? flow(root, 0) : nowhere();
    }

    private Cursor blockMapping(Node.Mapping mapping) {
        int keys = column(mapping.span().start());
        if (blank && column == keys) {
            return key(Optional.of(mapping), Optional.empty(), Span.at(offset), keys + step, false);
        }
        Node.Entry entry = last(mapping.written());
        if (entry == null || (blank && column < keys)) {
            return nowhere();
        }
        Span word = extended(entry.key().span(), entry.value() instanceof Node.Missing && plain(entry.key()));
        if (word.touches(offset)) {
            boolean fits = column(word.start()) == keys || !startsLine(word.start());
            return fits ? key(Optional.of(mapping), Optional.of(entry), word, keys + step, false) : nowhere();
        }
        path.add(new PathStep.Key(mapping, entry));
        int colon = entry.key().span().end() + 1;
        return slot(new Place.Value(entry), entry.value(), entry.place(), colon, keys, keys + step);
    }

    private Cursor blockSequence(Node.Sequence list) {
        int dashes = column(list.span().start());
        int index = list.items().size() - 1;
        while (index >= 0 && list.places().get(index).start() > offset) {
            index--;
        }
        if (index + 1 < list.items().size() && dash(list, index + 1, dashes) <= offset) {
            index++;
        }
        if (blank && column == dashes) {
            path.add(new PathStep.Index(list, index + 1));
            return cursor(new Place.Item(list, index + 1, false), Span.at(offset), dashes + 2, false);
        }
        if (index < 0 || (blank && column < dashes)) {
            return nowhere();
        }
        int dash = dash(list, index, dashes);
        if (offset == dash && content.charAt(dash) == '-') {
            return nowhere();
        }
        path.add(new PathStep.Index(list, index));
        Place item = new Place.Item(list, index, true);
        return slot(item, list.items().get(index), list.places().get(index), dash + 1, dashes, dashes + 2);
    }

    /**
     * The value of an entry or an item, in block style.
     *
     * @param slot what it is
     * @param from behind its colon or dash
     * @param column the column of its key or dash
     * @param below the column of keys in it
     */
    private Cursor slot(Place slot, Node node, Span place, int from, int column, int below) {
        int owner = text.line(from);
        boolean written = !(node instanceof Node.Missing) || place.end() > place.start();
        boolean alias = written && !node.span().equals(place);
        if (written && !alias && node instanceof Node.Scalar scalar) {
            return scalarSlot(slot, scalar, owner, below);
        }
        if (written && !alias && isFlow(node) && inside(node, place)) {
            return flow(node, below);
        }
        boolean before = offset < place.start() || (offset == place.start() && isFlow(node));
        if (line == owner && (before || !written || alias)) {
            return wordSlot(slot, place, alias, from, below);
        }
        if (!written && blank && this.column > column) {
            return key(Optional.empty(), Optional.empty(), Span.at(offset), this.column + step, false);
        }
        if (!written || alias || isFlow(node)) {
            return nowhere();
        }
        return node instanceof Node.Mapping mapping ? blockMapping(mapping) : blockSequence((Node.Sequence) node);
    }

    /** Behind a key or dash in its line: an alias, a word that the tree does not have, or nothing. */
    private Cursor wordSlot(Place slot, Span place, boolean alias, int from, int below) {
        if (alias && place.touches(offset)) {
            return cursor(slot, place, below, false);
        }
        if (offset < from || (alias && offset > place.start())) {
            return nowhere();
        }
        return cursor(slot, place.start() == offset ? Span.at(offset) : word(from), below, false);
    }

    private Cursor scalarSlot(Place slot, Node.Scalar scalar, int owner, int below) {
        if (text.line(scalar.span().start()) > owner && scalar.style() != Node.Style.BLOCK) {
            return firstKey(scalar.span(), scalar);
        }
        Span word = extended(scalar.span(), plain(scalar));
        boolean continued = plain(scalar) && line > text.line(word.start());
        return word.touches(offset) && !continued ? cursor(slot, word, below, false) : nowhere();
    }

    /** Words in lines of their own where a mapping may begin: each is a key without its colon. */
    private Cursor firstKey(Span place, Node.Scalar scalar) {
        if (blank && column == column(place.start())) {
            return key(Optional.empty(), Optional.empty(), Span.at(offset), column + step, false);
        }
        Span own = text.lineSpan(line);
        int first = own.start() + text.indentation(line).length();
        Span word = text.line(place.start()) == line || !plain(scalar)
                ? extended(place, plain(scalar))
                : new Span(first, Math.max(first, Math.min(place.end(), own.end())));
        return !blank && word.touches(offset)
                ? key(Optional.empty(), Optional.empty(), word, column(word.start()) + step, false)
                : nowhere();
    }

    /** Inside the brackets of a node. */
    private Cursor flow(Node node, int below) {
        return node instanceof Node.Mapping mapping ? flowMapping(mapping, below) : flowSequence((Node.Sequence) node, below);
    }

    private Cursor flowMapping(Node.Mapping mapping, int below) {
        Node.Entry entry = last(mapping.written());
        if (entry != null) {
            Span word = extended(entry.key().span(), entry.value() instanceof Node.Missing && plain(entry.key()));
            if (word.touches(offset)) {
                return key(Optional.of(mapping), Optional.of(entry), word, below, true);
            }
            path.add(new PathStep.Key(mapping, entry));
            Cursor value = flowSlot(new Place.Value(entry), entry.value(), entry.place(), below);
            if (value != null) {
                return value;
            }
        }
        Span word = word(0);
        char before = before(word.start());
        if (before == ':' && entry != null) {
            return cursor(new Place.Value(entry), word, below, true);
        }
        if (entry != null) {
            path.removeLast();
        }
        return before == '{' || before == ','
                ? key(Optional.of(mapping), Optional.empty(), word, below, true)
                : nowhere();
    }

    private Cursor flowSequence(Node.Sequence list, int below) {
        int index = list.items().size() - 1;
        while (index >= 0 && list.places().get(index).start() > offset) {
            index--;
        }
        if (index >= 0) {
            path.add(new PathStep.Index(list, index));
            Node node = list.items().get(index);
            Cursor item = flowSlot(new Place.Item(list, index, true), node, list.places().get(index), below);
            if (item != null) {
                return item;
            }
            path.removeLast();
        }
        Span word = word(0);
        char before = before(word.start());
        if (before != '[' && before != ',') {
            return nowhere();
        }
        path.add(new PathStep.Index(list, index + 1));
        return cursor(new Place.Item(list, index + 1, true), word, below, true);
    }

    /** In flow style, the cursor inside of a value or item; null if it is behind it. */
    private Cursor flowSlot(Place slot, Node node, Span place, int below) {
        boolean alias = !node.span().equals(place);
        if (alias || node instanceof Node.Scalar) {
            boolean extend = !alias && plain((Node.Scalar) node);
            Span word = extended(place, extend);
            return word.start() < word.end() && word.touches(offset) ? cursor(slot, word, below, true) : null;
        }
        if (node instanceof Node.Missing) {
            return null;
        }
        boolean bare = !isFlow(node);
        return bare ? (place.touches(offset) ? flow(node, below) : null) : inside(node, place) ? flow(node, below) : null;
    }

    private Cursor key(Optional<Node.Mapping> mapping, Optional<Node.Entry> entry, Span word, int indent, boolean flow) {
        return cursor(new Place.Key(mapping, entry), word, indent, flow);
    }

    private Cursor nowhere() {
        return cursor(new Place.Nowhere(), Span.at(offset), 0, false);
    }

    private Cursor cursor(Place place, Span word, int indent, boolean flow) {
        int start = word.start();
        if (start < offset && (content.charAt(start) == '"' || content.charAt(start) == '\'')) {
            start++;
        }
        return new Cursor(path, place, word, content.substring(start, Math.max(start, offset)), indent, flow);
    }

    /** The last entry that starts before the cursor or at it, or null. */
    private Node.Entry last(List<Node.Entry> entries) {
        Node.Entry found = null;
        for (Node.Entry entry : entries) {
            if (entry.key().span().start() <= offset) {
                found = entry;
            }
        }
        return found;
    }

    /** Where the dash of an item stands; where the item stands if the dash is in another column. */
    private int dash(Node.Sequence list, int index, int column) {
        int start = list.places().get(index).start();
        int first = text.line(index == 0 ? list.span().start() : list.places().get(index - 1).start());
        for (int at = text.line(start); at >= first; at--) {
            Span own = text.lineSpan(at);
            int dash = own.start() + column;
            if (dash < own.end() && dash <= start && content.charAt(dash) == '-') {
                return dash;
            }
        }
        return start;
    }

    /** A plain word and the spaces up to the cursor, where nothing but a comment or a bracket follows. */
    private Span extended(Span word, boolean plain) {
        if (!plain || offset <= word.end() || line != text.line(word.end())) {
            return word;
        }
        String between = content.substring(word.end(), offset);
        String behind = content.substring(offset, text.lineSpan(line).end()).strip();
        boolean ends = behind.isEmpty() || "#,]}".indexOf(behind.charAt(0)) >= 0;
        return between.isBlank() && ends ? new Span(word.start(), offset) : word;
    }

    /** What touches the cursor, up to white space, brackets, commas, colons and a comment. */
    private Span word(int from) {
        int start = offset;
        while (start > from && isWord(content.charAt(start - 1))) {
            start--;
        }
        int end = offset;
        boolean comment = tree.comments().stream().anyMatch(c -> c.span().start() == offset);
        while (!comment && end < content.length() && isWord(content.charAt(end))) {
            end++;
        }
        return new Span(start, end);
    }

    private static boolean isWord(char c) {
        return !Character.isWhitespace(c) && "[]{},:".indexOf(c) < 0;
    }

    /** The last character before an offset that is neither white space nor comment; 0 if there is none. */
    private char before(int from) {
        int at = from;
        while (at > 0 && Character.isWhitespace(content.charAt(at - 1))) {
            at--;
            for (YamlTree.Comment comment : tree.comments()) {
                if (comment.span().end() == at) {
                    at = comment.span().start();
                }
            }
        }
        return at > 0 ? content.charAt(at - 1) : 0;
    }

    private boolean startsLine(int at) {
        return content.substring(text.lineSpan(text.line(at)).start(), at).isBlank();
    }

    private int column(int at) {
        Text.Position position = text.position(at);
        boolean marked = position.line() == 0 && position.column() > 0 && content.charAt(0) == '\uFEFF';
        return marked ? position.column() - 1 : position.column();
    }

    private static boolean plain(Node.Scalar scalar) {
        return scalar.style() == Node.Style.PLAIN;
    }

    private boolean isFlow(Node node) {
        int start = node.span().start();
        return start < content.length() && (content.charAt(start) == '{' || content.charAt(start) == '[');
    }

    /** Whether the cursor is between a node's brackets, of which the second may be missing. */
    private boolean inside(Node node, Span place) {
        return place.start() < offset && (offset < place.end() || (offset == place.end() && !closed(node)));
    }

    private boolean closed(Node node) {
        int end = node.span().end();
        Span last = switch (node) {
            case Node.Mapping mapping when !mapping.written().isEmpty() -> mapping.written().getLast().place();
            case Node.Sequence list when !list.places().isEmpty() -> list.places().getLast();
            default -> Span.at(node.span().start() + 1);
        };
        return last.end() < end && (content.charAt(end - 1) == '}' || content.charAt(end - 1) == ']');
    }

    /** By how many columns this document indents. */
    private int indentStep(Node root) {
        List<Node> open = new ArrayList<>(List.of(root));
        for (int next = 0; next < open.size(); next++) {
            switch (open.get(next)) {
                case Node.Mapping mapping when !isFlow(mapping) -> {
                    for (Node.Entry entry : mapping.written()) {
                        boolean here = entry.place().equals(entry.value().span());
                        if (here && entry.value() instanceof Node.Mapping below && !isFlow(below)) {
                            int difference = column(below.span().start()) - column(mapping.span().start());
                            if (difference > 0) {
                                return difference;
                            }
                        }
                        if (here) {
                            open.add(entry.value());
                        }
                    }
                }
                case Node.Sequence list when !isFlow(list) -> open.addAll(list.items());
                default -> {}
            }
        }
        return USUAL_INDENT;
    }
}
