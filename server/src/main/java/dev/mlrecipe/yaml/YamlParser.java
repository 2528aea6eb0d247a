package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlTree.Problem;
import java.util.List;
import java.util.Optional;

/**
 * Reads any text as YAML 1.2 (core schema, with anchors, aliases and YAML 1.1 merge keys). What is wrong becomes a
 * {@link Problem}; no text makes it throw. A line with a mistake is patched in a copy of the text, and that is parsed
 * again, so that a half-typed line costs nothing but itself.
 */
public final class YamlParser {
    /** UTF-16 code units of a document. A recipe has a few kilobytes. */
    public static final int MAX_LENGTH = 1 << 20;
    /** Nested mappings and lists, aliases resolved. */
    public static final int MAX_DEPTH = 100;
    /** Nodes that all aliases of a document stand for, together. */
    public static final int MAX_ALIASED_NODES = 10_000;
    /** Problems that are told, limits aside; a text with more of them is no half-typed recipe. */
    public static final int MAX_PROBLEMS = 20;

    private YamlParser() {}

    public static YamlTree parse(Text text) {
        if (text.length() > MAX_LENGTH) {
            Problem problem = new Problem(
                    Problem.Kind.LIMIT,
                    text.lineSpan(0),
                    "the document has " + text.length() + " characters; at most " + MAX_LENGTH + " are read",
                    Optional.empty());
            Node nothing = new Node.Missing(Span.at(0));
            return new YamlTree(nothing, List.of(), List.of(), List.of(problem), List.of(), false);
        }
        return new RepairingParse(text).tree();
    }
}
