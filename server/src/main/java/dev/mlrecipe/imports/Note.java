package dev.mlrecipe.imports;

import java.util.OptionalInt;

/**
 * Something of the imported file that the recipe does not say, or says on other grounds than the file's own words.
 *
 * @param cell number of the cell of a notebook, from 1 among all of its cells
 * @param line 1-based line of the imported file, or of the cell
 * @param message what it is
 */
public record Note(OptionalInt cell, int line, String message) {
    Note(int line, String message) {
        this(OptionalInt.empty(), line, message);
    }

    /** {@code line 4}, or {@code cell 2, line 4}. */
    public String place() {
        return (cell.isPresent() ? "cell " + cell.getAsInt() + ", " : "") + "line " + line;
    }

    /** The note as a comment says it, on one line. */
    String words() {
        return (place() + ": " + message).replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u0085\\uFEFF]+", " ");
    }

    /** The same at the beginning of a comment. */
    String sentence() {
        String words = words();
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
