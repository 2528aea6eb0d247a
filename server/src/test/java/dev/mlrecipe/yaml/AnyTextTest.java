package dev.mlrecipe.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Cursor.PathStep;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for the tree of any text, and for the cursor at any of its offsets. */
class AnyTextTest {
    private static final String[] PIECES = {
        "{", "}", "[", "]", ":", ": ", ",", ", ", "#", " # ", "&a ", "*a", "*", "&", "!", "|", ">", "'", "\"", "%", "@", "`", "-", "- ", "? ",
        " ", "  ", "\t", "\n", "\r\n", "\r", "---\n", "...\n", "<<: ", "\\", "\\x", "🐈", "\uD83D", "\u0000", "\uFEFF", "\u2028", "\u0085",
        "key:\n", "key: value\n", "  key: {a: 1}\n", "\n\n", "~", "!!str "
    };

    @Test
    void randomEditsOfRecipes() {
        long seed = Long.getLong("seed", 20260101);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<String> recipes = Recipes.all();
        for (int round = 0; round < 4000; round++) {
            String recipe = recipes.get(random.nextInt(recipes.size()));
            Text text = Text.of(recipe);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int from = random.nextInt(text.length() + 1);
                int to = Math.min(text.length(), from + (random.nextBoolean() ? 0 : random.nextInt(12)));
                text = text.with(new Span(from, to), PIECES[random.nextInt(PIECES.length)]);
            }
            check("seed " + seed + " round " + round, text, random);
        }
    }

    @Test
    void randomPieces() {
        long seed = Long.getLong("seed", 20260102);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 4000; round++) {
            StringBuilder content = new StringBuilder();
            for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
                content.append(PIECES[random.nextInt(PIECES.length)]);
            }
            check("seed " + seed + " round " + round, Text.of(content.toString()), random);
        }
    }

    private static void check(String which, Text text, Random random) {
        try {
            YamlTree tree = YamlParser.parse(text);
            checkTree(text, tree);
            for (int i = 0; i < 20; i++) {
                Text.Position position = text.position(random.nextInt(text.length() + 1));
                int offset = text.offset(position.line(), position.column());
                checkCursor(text, Cursor.at(text, tree, offset), offset);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(which + ":\n" + text.content(), e);
        }
    }

    private static void checkTree(Text text, YamlTree tree) {
        Span all = new Span(0, text.length());
        checkNode(all, tree.root(), tree.root().span());
        int end = 0;
        for (YamlTree.Comment comment : tree.comments()) {
            assertTrue(comment.span().start() >= end && text.content().charAt(comment.span().start()) == '#');
            end = comment.span().end();
        }
        for (YamlTree.Anchor anchor : tree.anchors()) {
            assertEquals('&', text.content().charAt(anchor.span().start()));
            anchor.aliases().forEach(alias -> assertEquals('*', text.content().charAt(alias.start())));
        }
        assertTrue(tree.problems().size() <= YamlParser.MAX_PROBLEMS + 1);
        assertEquals(tree.problems().size(), new HashSet<>(tree.problems()).size(), tree.problems().toString());
        int start = 0;
        for (YamlTree.Problem problem : tree.problems()) {
            assertTrue(problem.span().start() >= start, "problems in order");
            start = problem.span().start();
            inside(all, problem.span());
            problem.other().ifPresent(other -> inside(all, other));
        }
        tree.repairs().forEach(line -> assertTrue(line < text.lines()));
        assertTrue(tree.repairs().isEmpty() || !tree.problems().isEmpty(), "a repair has a problem");
    }

    private static void checkNode(Span parent, Node node, Span place) {
        inside(parent, place);
        if (!node.span().equals(place)) {
            return;
        }
        int start = place.start();
        switch (node) {
            case Node.Mapping mapping -> {
                for (Node.Entry entry : mapping.written()) {
                    assertTrue(entry.key().span().start() >= start, "keys in order");
                    start = entry.key().span().end();
                    inside(place, entry.key().span());
                    inside(place, entry.span());
                    assertTrue(entry.place().start() >= start, "values behind their keys");
                    checkNode(place, entry.value(), entry.place());
                    start = entry.place().end();
                }
                List<Node.Entry> own = mapping.entries().stream().filter(e -> !e.merged()).toList();
                assertTrue(mapping.written().containsAll(own));
                assertEquals(
                        mapping.entries().size(),
                        mapping.entries().stream().map(e -> e.key().text()).distinct().count());
            }
            case Node.Sequence list -> {
                assertEquals(list.items().size(), list.places().size());
                for (int i = 0; i < list.items().size(); i++) {
                    assertTrue(list.places().get(i).start() >= start, "items in order");
                    checkNode(place, list.items().get(i), list.places().get(i));
                    start = list.places().get(i).end();
                }
            }
            case Node.Scalar scalar -> {}
            case Node.Missing missing -> assertEquals(place.start(), place.end());
        }
    }

    private static void checkCursor(Text text, Cursor cursor, int offset) {
        assertTrue(cursor.word().touches(offset), "the cursor touches its word");
        assertTrue(cursor.word().end() <= text.length());
        assertTrue(text.content().substring(0, offset).endsWith(cursor.prefix()));
        for (PathStep step : cursor.path()) {
            switch (step) {
                case PathStep.Key key -> assertTrue(key.mapping().written().contains(key.entry()));
                case PathStep.Index index ->
                    assertTrue(index.index() >= 0 && index.index() <= index.sequence().items().size());
            }
        }
        switch (cursor.place()) {
            case Cursor.Place.Value value ->
                assertSame(value.entry(), ((PathStep.Key) cursor.path().getLast()).entry());
            case Cursor.Place.Item item ->
                assertSame(item.sequence(), ((PathStep.Index) cursor.path().getLast()).sequence());
            case Cursor.Place.Key key -> key.entry().ifPresent(e -> assertTrue(e.key().span().start() == cursor.word().start()));
            case Cursor.Place.Comment comment -> assertTrue(comment.comment().span().touches(offset));
            case Cursor.Place.Nowhere nowhere -> assertEquals("", cursor.prefix());
        }
    }

    private static void inside(Span outer, Span inner) {
        assertTrue(outer.start() <= inner.start() && inner.end() <= outer.end(), inner + " inside of " + outer);
    }
}
