package dev.mlrecipe.export;

import java.util.List;

/**
 * A recipe in coremltools' terms.
 *
 * @param files what to write; empty if nothing of the recipe has an equivalent
 * @param notes what has none, in the recipe's order
 */
public record Export(List<File> files, List<Note> notes) {
    public Export {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /**
     * One file.
     *
     * @param name its name in the folder
     * @param content its text, to be written as UTF-8
     */
    public record File(String name, String content) {}
}
