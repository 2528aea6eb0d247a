package dev.mlrecipe.imports;

import dev.mlrecipe.text.Text;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What is imported.
 *
 * @param fileName its file name, for comments and for the kind of file
 * @param text its text
 * @param cells where the lines of the text come from, if it was put together
 * @param files the text of a file in the folder of the imported one or below, by its path from there; empty where there
 *     is none or it must not be read
 * @param paths a path as the imported file means it → the path as the recipe names it
 */
public record ImportSource(
        String fileName,
        Text text,
        Cells cells,
        Function<String, Optional<String>> files,
        UnaryOperator<String> paths) {

    public ImportSource(
            String fileName, Text text, Function<String, Optional<String>> files, UnaryOperator<String> paths) {
        this(fileName, text, Cells.NONE, files, paths);
    }

    /** The same file with its script. */
    ImportSource with(Text script, Cells parts) {
        return new ImportSource(fileName, script, parts, files, paths);
    }

    /** The first line of its recipes. */
    String head() {
        return "# From " + fileName.replaceAll("\\p{Cntrl}", " ") + ".";
    }
}
