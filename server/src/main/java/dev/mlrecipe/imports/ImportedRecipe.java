package dev.mlrecipe.imports;

import java.util.List;

/**
 * A recipe that says what an imported file does.
 *
 * @param name what tells it from the others of its file: its output's name, as a part of a file name
 * @param text the recipe
 * @param notes what it does not say, or guesses; all of them are comments of the text too
 */
public record ImportedRecipe(String name, String text, List<Note> notes) {
    public ImportedRecipe {
        notes = List.copyOf(notes);
    }
}
