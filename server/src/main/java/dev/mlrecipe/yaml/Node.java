package dev.mlrecipe.yaml;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/**
 * A node of a YAML document. Spans are exact: from the node's first to its last character, without anchors, tags,
 * comments and the white space around it. What an alias stands for is the very node of its anchor, so its span lies at
 * the anchor; the graph has no cycles.
 */
public sealed interface Node {

    Span span();

    /** What kind of thing it is, for messages: {@code a list}. */
    String what();

    /**
     * Keys and values.
     *
     * @param entries own entries in the order of the text, then those of merge keys; no key twice
     * @param written what stands in the text, in its order: own entries, repeated keys and merge keys ({@code <<})
     */
    record Mapping(Span span, List<Entry> entries, List<Entry> written) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
            written = List.copyOf(written);
        }

        /** A mapping with these entries of its own. */
        public Mapping(Span span, List<Entry> entries) {
            this(span, entries, entries);
        }

        @Override
        public String what() {
            return "a mapping";
        }

        /** The entry with this key. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(e -> e.key().text().equals(key)).findFirst();
        }

        /** The value of this key. */
        public Optional<Node> get(String key) {
            return entry(key).map(Entry::value);
        }

        public boolean has(String key) {
            return entry(key).isPresent();
        }
    }

    /**
     * One entry of a mapping.
     *
     * @param key its key
     * @param value its value
     * @param place where the value is written: {@code *name} for an alias, else the value's span
     * @param merged whether a merge key ({@code <<}) brings it in
     */
    record Entry(Scalar key, Node value, Span place, boolean merged) {

        /** From the key to the end of the value. */
        public Span span() {
            return new Span(key.span().start(), Math.max(key.span().end(), place.end()));
        }
    }

    /**
     * A list.
     *
     * @param items its items
     * @param places where each item is written: {@code *name} for an alias, else the item's span
     */
    record Sequence(Span span, List<Node> items, List<Span> places) implements Node {
        public Sequence {
            items = List.copyOf(items);
            places = List.copyOf(places);
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    /**
     * A word or number.
     *
     * @param span quotes included
     * @param text its value: quotes removed, escapes resolved, lines folded
     * @param style how it is written
     * @param kind what the YAML 1.2 core schema, or its tag, makes of it
     */
    record Scalar(Span span, String text, Style style, Kind kind) implements Node {
        @Override
        public String what() {
            return switch (kind) {
                case NULL -> "null";
                case BOOLEAN -> "a boolean";
                case INTEGER, FLOAT -> "a number";
                case STRING -> "a word";
            };
        }
    }

    /**
     * No text where a value could stand; YAML reads it as null.
     *
     * @param span the insertion point
     */
    record Missing(Span span) implements Node {
        @Override
        public String what() {
            return "nothing";
        }
    }

    /** How a scalar is written. */
    enum Style {
        PLAIN,
        QUOTED,
        BLOCK
    }

    /** What a scalar is. */
    enum Kind {
        NULL,
        BOOLEAN,
        INTEGER,
        FLOAT,
        STRING
    }

    /** Whether YAML reads the node as null. */
    default boolean isNull() {
        return this instanceof Missing || (this instanceof Scalar scalar && scalar.kind() == Kind.NULL);
    }
}
