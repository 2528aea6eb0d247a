package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Optional;

/**
 * What stands at an offset of a document, and what may be typed there. Half-typed text is what this is for: the offset
 * may lie in a line of which the tree holds little, or in an empty one.
 *
 * @param path from the root down to what {@code place} speaks of: to the mapping of a key, to the value, to the item
 * @param place what can stand here
 * @param word what is replaced by what is typed here, quotes included; empty at the offset where nothing stands
 * @param prefix the part of the word before the offset, without its opening quote
 * @param indent the column of keys one level below the word: of a mapping that is begun as its value or in its item
 * @param flow whether the word stands between brackets, where a comma, not a line, separates
 */
public record Cursor(List<PathStep> path, Place place, Span word, String prefix, int indent, boolean flow) {

    public Cursor {
        path = List.copyOf(path);
    }

    /**
     * What stands at an offset.
     *
     * @param tree the tree of {@code text}
     * @param offset clamped to the text; inside of a line break it is the line's end
     */
    public static Cursor at(Text text, YamlTree tree, int offset) {
        Text.Position position = text.position(offset);
        return new CursorFinder(text, tree, text.offset(position.line(), position.column())).find();
    }

    /** The path in words: {@code steps[0].global_config.nbits}; empty for the root. */
    public String pathText() {
        StringBuilder words = new StringBuilder();
        for (PathStep step : path) {
            switch (step) {
                case PathStep.Key key ->
                    words.append(words.isEmpty() ? "" : ".").append(key.entry().key().text());
                case PathStep.Index index -> words.append('[').append(index.index()).append(']');
            }
        }
        return words.toString();
    }

    /** One step down the tree. */
    public sealed interface PathStep {

        /** To the value of an entry. */
        record Key(Node.Mapping mapping, Node.Entry entry) implements PathStep {}

        /** To an item; {@code index} equals the number of items where none is there yet. */
        record Index(Node.Sequence sequence, int index) implements PathStep {}
    }

    /** What can stand at an offset. */
    public sealed interface Place {

        /**
         * A key.
         *
         * @param mapping its mapping; empty where this key would begin one, as the document's or a value's first
         * @param entry the entry whose key the offset touches
         */
        record Key(Optional<Node.Mapping> mapping, Optional<Node.Entry> entry) implements Place {}

        /**
         * The value of an entry. An empty word directly behind the colon needs a space before it.
         *
         * @param entry the entry, the last of the path
         */
        record Value(Node.Entry entry) implements Place {}

        /**
         * An item of a list. In block style a word that stands at the list's own column has no dash yet; an empty word
         * directly behind the dash needs a space before it.
         *
         * @param sequence the list
         * @param index which item
         * @param dashed whether its dash is there; true in flow style, which has none
         */
        record Item(Node.Sequence sequence, int index, boolean dashed) implements Place {}

        /** Inside a comment. */
        record Comment(YamlTree.Comment comment) implements Place {}

        /** Where nothing can be typed that would be read: behind a value, in indentation, at a document marker. */
        record Nowhere() implements Place {}
    }
}
