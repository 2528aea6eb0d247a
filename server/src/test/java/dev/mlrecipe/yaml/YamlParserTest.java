package dev.mlrecipe.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node.Kind;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trees are written with the very text of each node's span, so that every test of the structure tests the spans too. */
class YamlParserTest {
    private static YamlTree parse(String text) {
        return YamlParser.parse(Text.of(text));
    }

    /** The tree of a text without problems. */
    private static String tree(String text) {
        YamlTree tree = parse(text);
        assertEquals(List.of(), tree.problems());
        assertTrue(tree.complete());
        return show(text, tree.root());
    }

    private static String show(String text, Node node) {
        String own = text.substring(node.span().start(), node.span().end());
        return switch (node) {
            case Node.Missing missing -> "-";
            case Node.Scalar scalar -> scalar.text().equals(own) ? own : own + "=" + scalar.text();
            case Node.Sequence list ->
                list.items().stream().map(i -> show(text, i)).collect(Collectors.joining(", ", "[", "]"));
            case Node.Mapping mapping -> mapping.entries().stream()
                    .map(e -> show(text, e.key()) + ": " + show(text, e.value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static String text(String text, String key) {
        Node node = ((Node.Mapping) parse(text).root()).get(key).orElseThrow();
        return text.substring(node.span().start(), node.span().end());
    }

    private static String problem(String text) {
        Problem problem = parse(text).problems().getFirst();
        return "«" + text.substring(problem.span().start(), problem.span().end()) + "» " + problem.message();
    }

    @Test
    void mappingsAndLists() {
        assertEquals("{a: 1, b: [x, {c: d}], e: {f: -}}", tree("a: 1\nb:\n- x\n- c: d\ne:\n  f:\n"));
        assertEquals("{a: [1, 2], b: {c: -, d: 'x'=x}}", tree("a: [1, 2]\nb: {c, d: 'x'}"));
    }

    @Test
    void emptyDocuments() {
        assertEquals("-", tree(""));
        assertEquals("-", tree("# only a comment\n"));
        assertEquals("-", tree("---\n...\n"));
    }

    @Test
    void blockSpansEndWithTheirLastCharacter() {
        String text = "a:\n  b: 1\n\n  # comment\nc:\n  - 2  # two\n\nd: {x: 1 }   \n";
        assertEquals("b: 1", text(text, "a"));
        assertEquals("- 2", text(text, "c"));
        assertEquals("{x: 1 }", text(text, "d"));
    }

    @Test
    void spansCountUtf16Units() {
        assertEquals("{\"🐈\"=🐈: 🐕, b: c}", tree("\"🐈\": 🐕\nb: c"));
        assertEquals("{a: é🐈, b: 1}", tree("a: é🐈\r\nb: 1\r\n"));
    }

    @Test
    void byteOrderMarksAndLineBreaks() {
        assertEquals("{a: 1, b: 2, c: 3}", tree("\uFEFFa: 1\r\nb: 2\rc: 3\n"));
    }

    @Test
    void quotesAndBlocks() {
        assertEquals("{a: \"x\\ty\"=x\ty, b: 'it''s'=it's}", tree("a: \"x\\ty\"\nb: 'it''s'"));
        String text = "a: |\n  one\n  two\n\nb: 1";
        assertEquals("|\n  one\n  two", text(text, "a"));
    }

    @ParameterizedTest
    @CsvSource({
        "null, NULL", "~, NULL", "true, BOOLEAN", "False, BOOLEAN", "yes, STRING", "no, STRING",
        "12, INTEGER", "-3, INTEGER", "0x1F, INTEGER", "0o17, INTEGER", "1_000, STRING",
        "1.5, FLOAT", "1e-3, FLOAT", ".5, FLOAT", "-.inf, FLOAT", ".nan, FLOAT", "1.2.3, STRING",
        "'\"12\"', STRING", "!!str 12, STRING", "'!!int \"12\"', INTEGER", "iOS18, STRING"
    })
    void scalarsFollowTheCoreSchema(String text, Kind kind) {
        Node.Scalar scalar = assertInstanceOf(Node.Scalar.class, parse(text).root());
        assertEquals(kind, scalar.kind());
    }

    @Test
    void spansLeaveAnchorsAndTagsOut() {
        String text = "a: &x !!str 4\nb: !!map &y {c: 1}\nd: &z\n  - 1\ne: &empty\nf: *x";
        assertEquals("{a: 4, b: {c: 1}, d: [1], e: -, f: 4}", tree(text));
        assertEquals("{c: 1}", text(text, "b"));
        assertEquals("- 1", text(text, "d"));
    }

    @Test
    void anchorsKnowTheirUses() {
        String text = "a: &x 1\nb: [*x, *x]\nc: &x 2\nd: *x";
        assertEquals("{a: 1, b: [1, 1], c: 2, d: 2}", tree(text));
        List<YamlTree.Anchor> anchors = parse(text).anchors();
        assertEquals(
                List.of("&x 2", "&x 1"),
                anchors.stream()
                        .map(a -> text.substring(a.span().start(), a.span().end()) + " " + a.aliases().size())
                        .toList());
    }

    @Test
    void mergedKeysComeLastAndOwnKeysWin() {
        String text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], x: 5}\nd:\n  <<: *a\n  w: 0";
        assertEquals("{a: {x: 1, y: 2}, b: {y: 3, z: 4}, c: {x: 5, y: 2, z: 4}, d: {w: 0, x: 1, y: 2}}", tree(text));
        Node.Mapping d = (Node.Mapping) ((Node.Mapping) parse(text).root()).get("d").orElseThrow();
        assertFalse(d.entry("w").orElseThrow().merged());
        assertTrue(d.entry("x").orElseThrow().merged());
    }

    @Test
    void commentsAreFoundOutsideOfScalarsOnly() {
        String text = "# one\na: b#c  # two\nd: '# no'  #three\ne: |\n  # no\nf: \"x\n  # no\" # four\n";
        assertEquals(
                List.of("one", "two", "three", "four"),
                parse(text).comments().stream().map(YamlTree.Comment::text).toList());
        YamlTree.Comment two = parse(text).comments().get(1);
        assertEquals("# two", text.substring(two.span().start(), two.span().end()));
    }

    @Test
    void duplicateKeysAreProblemsOfTheirOwn() {
        String text = "a: 1\nb: 2\na: 3";
        YamlTree tree = parse(text);
        assertEquals("{a: 1, b: 2}", show(text, tree.root()));
        Problem problem = tree.problems().getFirst();
        assertEquals(Problem.Kind.DUPLICATE_KEY, problem.kind());
        assertEquals(10, problem.span().start());
        assertEquals(0, problem.other().orElseThrow().start());
    }

    @Test
    void problemsSayWhatAndWhere() {
        assertEquals("«b» expected ':' after this key", problem("a: 1\nb\nc: 2"));
        assertEquals("«\"x» the quote that starts here is not closed", problem("a: \"x"));
        assertEquals("«\t» tabs cannot indent YAML; use spaces", problem("a:\n\tb: 1"));
        assertEquals("«*x» no anchor &x before this alias", problem("a: *x"));
        assertEquals("«*x» *x holds itself", problem("a: &x [*x]"));
        assertEquals("«4» << takes a mapping or a list of mappings, found a number", problem("<<: 4"));
        assertEquals("«---» a second document starts here; a recipe is one document", problem("a: 1\n---\nb: 2"));
        assertEquals("«@b» a value that starts with '@' needs quotes", problem("a: @b"));
        assertEquals("«\u0000» YAML does not allow the character U+0000", problem("a: \u0000"));
        assertEquals("«c» this line does not fit the indentation of the lines above", problem("a:\n    b: 1\n  c: 2"));
    }

    @Test
    void forbiddenCharactersDoNotEndTheTree() {
        String text = "a: x\u0007y\nb: \uD800\nc: 1";
        YamlTree tree = parse(text);
        assertTrue(tree.complete());
        assertEquals(1, tree.problems().size());
        assertEquals("1", text(text, "c"));
    }

    @Test
    void aliasBombsAreDefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append("*a%d, ".formatted(i - 1).repeat(10))
                    .append("]\n");
        }
        YamlTree tree = parse(bomb.toString());
        assertEquals(Problem.Kind.LIMIT, tree.problems().getFirst().kind());
        assertTrue(nodes(tree.root()) < 2 * YamlParser.MAX_ALIASED_NODES);
    }

    @Test
    void mergeBombsAreDefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 {x: 1, y: 2}\n");
        for (int i = 1; i < 5000; i++) {
            bomb.append("a%d: &a%d {<<: *a%d, k%d: 1}\n".formatted(i, i, i - 1, i));
        }
        YamlTree tree = parse(bomb.toString());
        assertEquals(Problem.Kind.LIMIT, tree.problems().getFirst().kind());
    }

    private static long nodes(Node node) {
        return switch (node) {
            case Node.Sequence list -> 1 + list.items().stream().mapToLong(YamlParserTest::nodes).sum();
            case Node.Mapping mapping ->
                1 + mapping.entries().stream().mapToLong(e -> 1 + nodes(e.value())).sum();
            default -> 1;
        };
    }

    @Test
    void depthIsLimitedAliasesIncluded() {
        assertEquals(List.of(), parse("[".repeat(100) + "]".repeat(100)).problems());
        for (String deep : List.of("[".repeat(100_000), "{a: ".repeat(101), "- ".repeat(5000) + "x")) {
            assertEquals(Problem.Kind.LIMIT, parse(deep).problems().getFirst().kind());
        }
        String half = "a: &a " + "[".repeat(60) + "]".repeat(60) + "\n";
        assertEquals(
                Problem.Kind.LIMIT,
                parse(half + "b: " + "[".repeat(60) + "*a" + "]".repeat(60)).problems().getFirst().kind());
    }

    @Test
    void documentsAreLimitedToOneMebi() {
        String longest = "a: " + "x".repeat(YamlParser.MAX_LENGTH - 3);
        assertEquals(List.of(), parse(longest).problems());
        assertEquals(Problem.Kind.LIMIT, parse(longest + "x").problems().getFirst().kind());
    }

    @Test
    void scalarsOverSeveralLines() {
        String text = "a: one\n  two\nb: 'x\n  y'\nc: >-\n  f g\n  h\n\nd: 1";
        assertEquals("one\n  two", text(text, "a"));
        assertEquals("'x\n  y'", text(text, "b"));
        assertEquals(">-\n  f g\n  h", text(text, "c"));
        Node.Mapping root = (Node.Mapping) parse(text).root();
        assertEquals(
                List.of("one two", "x y", "f g h", "1"),
                root.entries().stream().map(e -> ((Node.Scalar) e.value()).text()).toList());
    }

    @Test
    void commentsEverywhere() {
        String text = "# a\n--- # b\na: # c\n  # d\n  - 1 # e\n  # f\n  - {b: 1, # g\n     c: 2} # h\n# i";
        assertEquals("{a: [1, {b: 1, c: 2}]}", tree(text));
        assertEquals(
                List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"),
                parse(text).comments().stream().map(YamlTree.Comment::text).toList());
    }

    @Test
    void markersAndDirectives() {
        assertEquals("{a: 1}", tree("%YAML 1.2\n---\na: 1\n...\n"));
        assertEquals("{a: 1}", tree("%TAG !e! tag:example.com,2000:\n--- # one\na: 1\n"));
        assertEquals("{a: 1}", tree("--- {a: 1}"));
    }

    @Test
    void complexKeys() {
        assertEquals("{a: 1, b: [2]}", tree("? a\n: 1\n? b\n: - 2\n"));
        assertEquals("«[x]» a key must be a word, found a list", problem("[x]: 1\nb: 2"));
        assertEquals("«?» a key must be a word, found nothing", problem("?\nb: 2"));
    }

    @Test
    void mappingsKnowWhatIsWrittenInThem() {
        String text = "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n  d: 3\n";
        Node.Mapping c = (Node.Mapping) ((Node.Mapping) parse(text).root()).get("c").orElseThrow();
        assertEquals(List.of("d", "b"), c.entries().stream().map(e -> e.key().text()).toList());
        assertEquals(
                List.of("<<: *x", "d: 2", "d: 3"),
                c.written().stream().map(e -> text.substring(e.span().start(), e.span().end())).toList());
    }

    @Test
    void aliasesHaveAPlaceOfTheirOwn() {
        String text = "a: &x {b: 1}\nc: *x\nd:\n- 1\n- *x\n";
        Node.Mapping root = (Node.Mapping) parse(text).root();
        Node.Entry c = root.entry("c").orElseThrow();
        assertEquals("{b: 1}", text.substring(c.value().span().start(), c.value().span().end()));
        assertEquals("*x", text.substring(c.place().start(), c.place().end()));
        assertEquals("c: *x", text.substring(c.span().start(), c.span().end()));
        Node.Sequence d = (Node.Sequence) root.get("d").orElseThrow();
        assertEquals("*x", text.substring(d.places().get(1).start(), d.places().get(1).end()));
        assertEquals("- 1\n- *x", text.substring(d.span().start(), d.span().end()));
    }

    @Test
    void blockSpansEndBeforeTheNextToken() {
        String text = "a:\n  b:\n    c: *x\n\n\n  # why\nd:\n  e: &y 'z'   # why\n\nf: 1";
        assertEquals("b:\n    c: *x", text(text, "a"));
        assertEquals("e: &y 'z'", text(text, "d"));
    }

    @Test
    void oldLineBreaksAreProblems() {
        assertEquals("«\u2028» YAML does not allow the character U+2028", problem("a: x\u2028y"));
    }
}
