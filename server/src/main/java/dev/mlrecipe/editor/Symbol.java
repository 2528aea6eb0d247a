package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import java.util.List;

/**
 * One line of an outline.
 *
 * @param name what it is called
 * @param detail more about it, may be empty
 * @param kind what it is
 * @param span all of its text
 * @param selection what to select, inside of {@code span}
 * @param children what lies inside of it
 */
public record Symbol(String name, String detail, Kind kind, Span span, Span selection, List<Symbol> children) {
    public Symbol {
        children = List.copyOf(children);
    }

    /** What a symbol stands for. */
    public enum Kind {
        MAPPING,
        LIST,
        WORD,
        NUMBER,
        BOOLEAN,
        NULL
    }
}
