package dev.mlrecipe.yaml;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Recipes cut off at every character, and with every line cut off at every character while the rest follows: what stands
 * in the other lines stays in the tree, with its path, position and value. A key in the cut line stands for any in the
 * paths of what is below it.
 */
class RepairCorpusTest {
    private static final boolean VERBOSE = Boolean.getBoolean("repair.verbose");

    private record Leaf(String path, int start, int end, String value) {}

    private long expected;
    private long kept;
    private int mostParses;

    @Test
    void textsCutOffAnywhere() {
        for (String recipe : Recipes.all()) {
            Text text = Text.of(recipe);
            Node whole = YamlParser.parse(text).root();
            for (int end = 0; end <= recipe.length(); end++) {
                compare(text, whole, new Span(end, recipe.length()));
            }
        }
        report("texts cut off");
    }

    @Test
    void linesCutOffAnywhere() {
        for (String recipe : Recipes.all()) {
            Text text = Text.of(recipe);
            Node whole = YamlParser.parse(text).root();
            for (int line = 0; line < text.lines(); line++) {
                Span span = text.lineSpan(line);
                for (int at = span.start(); at < span.end(); at++) {
                    compare(text, whole, new Span(at, span.end()));
                }
            }
        }
        report("lines cut off");
    }

    private void report(String what) {
        double share = 100.0 * kept / expected;
        System.out.printf("%s: %.2f %% of %d leaves kept, at most %d parses%n", what, share, expected, mostParses);
        assertTrue(share >= 99, share + " %");
    }

    /** Removes a part of one line, or all from a place on, and looks for the leaves of the rest. */
    private void compare(Text text, Node whole, Span removed) {
        String content = text.content();
        Text cut = Text.of(content.substring(0, removed.start()) + content.substring(removed.end()));
        RepairingParse parse = new RepairingParse(cut);
        YamlTree tree = parse.tree();
        mostParses = Math.max(mostParses, parse.parses());
        Span line = text.lineSpan(text.line(removed.start()));
        Span edited = new Span(line.start(), Math.max(line.end(), removed.end()));
        Set<Leaf> found = new HashSet<>(new Leaves(edited, removed, content.length()).of(tree.root()));
        List<Leaf> wanted = new Leaves(edited, Span.at(0), content.length()).of(whole);
        List<Leaf> lost = wanted.stream().filter(leaf -> !found.contains(leaf)).toList();
        expected += wanted.size();
        kept += wanted.size() - lost.size();
        if (VERBOSE && !lost.isEmpty()) {
            System.out.println("lost " + lost.size() + " " + lost.getFirst() + " problems " + tree.problems().stream().map(YamlTree.Problem::message).toList()
                    + " line " + (text.line(removed.start()) + 1) + "\n" + cut.content().lines().skip(Math.max(0, text.line(removed.start()) - 3)).limit(7).toList());
        }
    }

    /** Leaves outside of the edited lines, at their offsets in the whole text. */
    private static final class Leaves {
        private final Span edited;
        private final Span removed;
        private final int length;
        private final List<Leaf> leaves = new ArrayList<>();

        Leaves(Span edited, Span removed, int length) {
            this.edited = edited;
            this.removed = removed;
            this.length = length;
        }

        List<Leaf> of(Node root) {
            add("", root, root.span());
            return leaves;
        }

        private void add(String path, Node node, Span place) {
            if (!node.span().equals(place)) {
                leaf(path, place, "*");
                return;
            }
            switch (node) {
                case Node.Missing missing -> {}
                case Node.Scalar scalar -> leaf(path, place, scalar.text());
                case Node.Sequence list -> {
                    for (int i = 0; i < list.items().size(); i++) {
                        add(path + "[" + i + "]", list.items().get(i), list.places().get(i));
                    }
                }
                case Node.Mapping mapping -> {
                    for (Node.Entry entry : mapping.written()) {
                        String key = isEdited(entry.key().span()) ? "?" : entry.key().text();
                        add(path + "." + key, entry.value(), entry.place());
                    }
                }
            }
        }

        private void leaf(String path, Span place, String value) {
            if (!isEdited(place)) {
                leaves.add(new Leaf(path, whole(place.start()), whole(place.end()), value));
            }
        }

        private boolean isEdited(Span span) {
            return whole(span.start()) >= edited.start() && whole(span.start()) <= edited.end();
        }

        private int whole(int offset) {
            boolean behind = removed.end() < length && offset > removed.start();
            return behind ? offset + removed.end() - removed.start() : offset;
        }
    }
}
