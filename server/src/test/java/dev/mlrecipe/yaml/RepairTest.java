package dev.mlrecipe.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Documents with a mistake: what the tree still has, each node with the very text of its span, and what is said. */
class RepairTest {
    /** @param problems each as {@code line «text» message}, lines from 1 */
    private static void check(String text, String tree, String... problems) {
        for (String content : List.of(text, text.replace("\n", "\r\n"))) {
            Text document = Text.of(content);
            YamlTree parsed = YamlParser.parse(document);
            assertEquals(tree, show(content, parsed.root()).replace("\r\n", "\n"));
            List<String> said = parsed.problems().stream()
                    .map(p -> document.line(p.span().start()) + 1 + " «" + document.slice(p.span()) + "» " + p.message())
                    .toList();
            assertEquals(List.of(problems), said);
            assertTrue(parsed.complete());
        }
    }

    private static String show(String text, Node node) {
        return switch (node) {
            case Node.Missing missing -> "-";
            case Node.Scalar scalar -> text.substring(scalar.span().start(), scalar.span().end());
            case Node.Sequence list ->
                list.items().stream().map(i -> show(text, i)).collect(Collectors.joining(", ", "[", "]"));
            case Node.Mapping mapping -> mapping.entries().stream()
                    .map(e -> show(text, e.key()) + ": " + show(text, e.value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    @Test
    void aKeyWithoutColon() {
        check("a: 1\nnbi\nc: 2", "{a: 1, nbi: -, c: 2}", "2 «nbi» expected ':' after this key");
        check("a: 1\nnbi  # why\nc: 2", "{a: 1, nbi: -, c: 2}", "2 «nbi» expected ':' after this key");
        check("glob\n  b: 1\n  c: 2\nd: 3", "{glob: {b: 1, c: 2}, d: 3}", "1 «glob» expected ':' after this key");
        check("a:\n  nbi\n  b: 1", "{a: {nbi: -, b: 1}}", "2 «nbi» expected ':' after this key");
        check("a:\n  - con\n    b: 1\n  - c", "{a: [{con: -, b: 1}, c]}", "2 «con» expected ':' after this key");
        check("a:\n  x\n  # why\n  b: 1", "{a: {x: -, b: 1}}", "2 «x» expected ':' after this key");
        check("🐈: 1\n🐕\nc: 2", "{🐈: 1, 🐕: -, c: 2}", "2 «🐕» expected ':' after this key");
    }

    @Test
    void aQuoteThatIsNotClosed() {
        check("a: \"x\nb: 1\nc: \"y\"", "{a: \"x, b: 1, c: \"y\"}", "1 «\"x» the quote that starts here is not closed");
        check("a: 'x # y\nb: 'y'", "{a: 'x, b: 'y'}", "1 «'x» the quote that starts here is not closed");
        check("a: \"x: y\nb: \"z\"", "{a: \"x: y, b: \"z\"}", "1 «\"x: y» the quote that starts here is not closed");
        check("\"re:x: 1\n\"y\": 2", "{\"re:x: 1, \"y\": 2}", "1 «\"re:x» the quote that starts here is not closed");
        check(
                "a: {\"x: 1, b: 2}\nc: 3",
                "{a: {\"x: 1, b: 2}, c: 3}",
                "1 «\"x» the quote that starts here is not closed");
        check("a: [\"x, y]\nc: 3", "{a: [\"x, y], c: 3}", "1 «\"x» the quote that starts here is not closed");
        check("a: \"x \\\nc: 3", "{a: \"x \\, c: 3}", "1 «\"x \\» the quote that starts here is not closed");
    }

    @Test
    void aBracketThatIsNotClosed() {
        check("a: {b: 1, c\nd: 2", "{a: {b: 1, c: -}, d: 2}", "1 «{» this '{' is not closed");
        check("a: {b: [x, {c: y\nd: 2", "{a: {b: [x, {c: y}]}, d: 2}", "1 «{» this '{' is not closed");
        check("a: {b: 1, # why\nd: 2", "{a: {b: 1}, d: 2}", "1 «{» this '{' is not closed");
        check("a: [x,\n  y\nb: 1", "{a: [x, y], b: 1}", "1 «[» this '[' is not closed");
        check("a:\n  - {b: 1\n  - {c: 2}\n", "{a: [{b: 1}, {c: 2}]}", "2 «{» this '{' is not closed");
        check("a: [x,\nb:\n  - c: 1", "{a: [x], b: [{c: 1}]}", "1 «[» this '[' is not closed");
        check("a: {b:", "{a: {b: -}}", "1 «{» this '{' is not closed");
    }

    @Test
    void commasAndBrackets() {
        check("a: {b: 1 c: 2}", "{a: {b: 1, c: 2}}", "1 «c» expected ',' or '}'");
        check("a: ['b' 'c']", "{a: ['b', 'c']}", "1 «'c']» expected ',' or ']'");
        check("a: {\n  b: 1\n  c: 2\n}\nd: 3", "{a: {b: 1, c: 2}, d: 3}", "2 «1» expected ',' or '}'");
        check("a: {b: [1, 2}\nc: 3", "{a: {b: [1, 2]}, c: 3}", "1 «}» expected ',' or ']'");
        check("a: {b: 1}}\nc: 3", "{a: {b: 1}, c: 3}", "1 «}» no '{' opens before this '}'");
        check("a: [x,, y]\nc: 3", "{a: [x, y], c: 3}", "1 «,» ',' cannot stand here");
        check("a: [b, c]]\nd: 3", "{a: [b, c], d: 3}", "1 «]» no '[' opens before this ']'");
    }

    @Test
    void indentation() {
        String misfit = "this line does not fit the indentation of the lines above";
        check("a:\n    b: 1\n  c: 2\n  d: 3\ne: 4", "{a: {b: 1, c: 2, d: 3}, e: 4}", "3 «c» " + misfit);
        check("a: 1\n  b: 2\nc: 3", "{a: 1, b: 2, c: 3}", "2 «b» " + misfit);
        check("a: {x: 1}\n  b: 2\nc: 3", "{a: {x: 1}, b: 2, c: 3}", "2 «b» " + misfit);
        check("a:\n  - b: 1\n   c: 2\n  - d: 3", "{a: [{b: 1, c: 2}, {d: 3}]}", "3 «c» " + misfit);
        check("a:\n  - b: 1\n  c: 2\nd: 3", "{a: [{b: 1, c: 2}], d: 3}", "3 «c» " + misfit);
        check("a:\n  - b\n - c\nd: 3", "{a: [b, c], d: 3}", "3 «-» " + misfit);
        check("  a: 1\nb: 2", "{a: 1, b: 2}", "1 «a» this line is indented further than the lines below");
        check("a: 1\n- b\nc: 2", "{a: 1, c: 2}", "2 «-» this line does not fit the list or the keys above");
    }

    @Test
    void aValueWithKeysBelowIt() {
        check("a: x\n  b: 2\n  c: 3\nd: 4", "{a: {b: 2, c: 3}, d: 4}", "1 «x» this key cannot have a value and lines below it");
        check("a: {}\n  b: 2\n  c: 3", "{a: {b: 2, c: 3}}", "1 «{}» this key cannot have a value and lines below it");
    }

    @Test
    void aLineThatIsGone() {
        String noKey = "no key stands above this indented line";
        check("a: {x: 1}\n\n  b: 2\nd: 4", "{a: {x: 1}, : {b: 2}, d: 4}", "3 «b» " + noKey);
        check("a: x\n\n  - b: 2\nd: 4", "{a: x, : [{b: 2}], d: 4}", "3 «-» " + noKey);
        check(
                "a:\n\n    b: 1\n  - c: 2\nd: 3",
                "{a: [{b: 1}, {c: 2}], d: 3}",
                "3 «b» this line belongs to an item without '-'");
    }

    @Test
    void words() {
        check("a: @b\nc: 1", "{a: @b, c: 1}", "1 «@b» a value that starts with '@' needs quotes");
        check("a: [`b, c]\nc: 1", "{a: [`b, c], c: 1}", "1 «`b,» a value that starts with '`' needs quotes");
        check("a: *\nc: 1", "{a: *, c: 1}", "1 «*» a value that starts with '*' needs quotes");
        check("*_a: 1\nc: 1", "{*_a: 1, c: 1}", "1 «*_a» a key that starts with '*' needs quotes");
        check("*_a*: 1\nc: 1", "{*_a*: 1, c: 1}", "1 «*_a*» a key that starts with '*' needs quotes");
        check("a: &\nc: 1", "{a: -, c: 1}", "1 «&» an anchor needs a name of letters, digits, - and _");
        check("a: |x\nc: 1", "{a: |x, c: 1}", "1 «|x» a value that starts with '|' needs quotes");
        check("a: !<x b\nc: 1", "{a: b, c: 1}", "1 «!<x» the tag is not readable");
        check("a: b: c\nd: 1", "{a: b: c, d: 1}", "1 «:» unexpected ':'; a value with ': ' in it needs quotes");
        check("a: - b\nd: 1", "{a: b, d: 1}", "1 «-» '-' can only start a line");
        check("a: 'b' c\nd: 1", "{a: 'b', d: 1}", "1 «c» nothing can follow the value here");
        check(
                "a: \"re:b\\.c\"\nd: 1",
                "{a: \"re:b\\.c\", d: 1}",
                "1 «\\.» '\\.' is no escape; between double quotes a backslash is written \\\\, between single quotes it"
                        + " stands for itself");
    }

    @Test
    void tabs() {
        String message = "tabs cannot indent YAML; use spaces";
        check("a:\n\tb: 1\n\tc: 2\nd: 3", "{a: {b: 1, c: 2}, d: 3}", "2 «\t» " + message);
        check("a:\n  b: 1\n\tc: 2\nd: 3", "{a: {b: 1, c: 2}, d: 3}", "3 «\t» " + message);
    }

    @Test
    void directivesAndOtherBeginnings() {
        check("%foo\na: 1", "{a: 1}", "1 «%foo» a directive needs a line with --- below it");
        check("[x]\na: 1", "{a: 1}", "1 «[x]» expected a key and ':' here");
        check("'model'\na: 1", "{'model': -, a: 1}", "1 «'model'» expected ':' after this key");
        check(": 1\na: 1", "{a: 1}", "1 «: 1» expected a key and ':' here");
    }

    @Test
    void severalMistakes() {
        check(
                "a: {b: 1\nc\nd: \"x\ne: @y\nf: 1",
                "{a: {b: 1}, c: -, d: \"x, e: @y, f: 1}",
                "1 «{» this '{' is not closed",
                "2 «c» expected ':' after this key",
                "3 «\"x» the quote that starts here is not closed",
                "4 «@y» a value that starts with '@' needs quotes");
    }

    @Test
    void repairedLinesAreKnown() {
        assertEquals(List.of(1, 3), YamlParser.parse(Text.of("a: 1\nb\nc: 2\nd: {\n")).repairs());
        assertEquals(List.of(), YamlParser.parse(Text.of("a: 1\na: 2\n")).repairs());
    }

    @Test
    void noMoreThanTwentyProblemsAreTold() {
        YamlTree tree = YamlParser.parse(Text.of("a: {\n".repeat(60)));
        assertEquals(YamlParser.MAX_PROBLEMS, tree.problems().size());
        assertFalse(tree.complete());
        assertEquals(YamlParser.MAX_PROBLEMS, YamlParser.parse(Text.of("a: 1\n".repeat(100))).problems().size());
    }

    @Test
    void aRecipeOfFiftyThousandLinesIsOverTheLimit() {
        YamlTree tree = YamlParser.parse(Text.of("  layer_weight: {nbits: 4}\n".repeat(50_000)));
        assertEquals(
                List.of("the document has 1350000 characters; at most 1048576 are read"),
                tree.problems().stream().map(YamlTree.Problem::message).toList());
    }
}
