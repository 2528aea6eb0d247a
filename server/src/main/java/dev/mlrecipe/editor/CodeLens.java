package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import java.util.Optional;

/**
 * A line of text above a line of the recipe.
 *
 * @param span what it belongs to
 * @param title its text
 * @param command what a click does
 * @param variant which variant it is about; empty for the whole file
 */
public record CodeLens(Span span, String title, Command command, Optional<String> variant) {

    /** About the whole file. */
    CodeLens(Span span, String title, Command command) {
        this(span, title, command, Optional.empty());
    }

    /** What a click on a lens does. */
    public enum Command {
        NOTHING,
        COMPRESS,
        OPEN_REPORT
    }
}
