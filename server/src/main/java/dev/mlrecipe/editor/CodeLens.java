package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;

/**
 * A line of text above a line of the recipe.
 *
 * @param span what it belongs to
 * @param title its text
 * @param command what a click does
 */
public record CodeLens(Span span, String title, Command command) {

    /** What a click on a lens does. */
    public enum Command {
        NOTHING,
        COMPRESS,
        OPEN_REPORT
    }
}
