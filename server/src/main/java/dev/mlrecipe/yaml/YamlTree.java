package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/**
 * A YAML document and everything that is wrong with it as YAML.
 *
 * @param root the document's node; {@link Node.Missing} for an empty document
 * @param comments all comments in order
 * @param anchors all anchors in order
 * @param problems what is wrong, in the order of the text
 * @param repairs lines with a mistake that were guessed at, in order: what the tree has of them may be half of what
 *     their author is about to write
 * @param complete whether the tree covers the whole text; false where a problem ended it early
 */
public record YamlTree(
        Node root,
        List<Comment> comments,
        List<Anchor> anchors,
        List<Problem> problems,
        List<Integer> repairs,
        boolean complete) {

    public YamlTree {
        comments = List.copyOf(comments);
        anchors = List.copyOf(anchors);
        problems = List.copyOf(problems);
        repairs = List.copyOf(repairs);
    }

    /**
     * A comment.
     *
     * @param span from {@code #} to the end of the line
     * @param text without {@code #} and surrounding white space
     */
    public record Comment(Span span, String text) {}

    /**
     * An anchor and its uses.
     *
     * @param name its name
     * @param span {@code &name}
     * @param aliases every {@code *name}
     */
    public record Anchor(String name, Span span, List<Span> aliases) {
        public Anchor {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * Something wrong.
     *
     * @param kind what kind
     * @param span where
     * @param message what was found and what was expected
     * @param other another place that takes part: the first of two equal keys, the opening bracket
     */
    public record Problem(Kind kind, Span span, String message, Optional<Span> other) {

        /** Kinds of problems. */
        public enum Kind {
            SYNTAX,
            /** A tab where only spaces may stand. */
            TAB,
            DUPLICATE_KEY,
            LIMIT
        }
    }
}
