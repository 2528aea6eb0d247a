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
 * @param files the text of a file in the folder of the imported one or below, by its path from there; empty where there
 *     is none or it must not be read
 * @param paths a path as the imported file means it → the path as the recipe names it
 */
public record ImportSource(
        String fileName, Text text, Function<String, Optional<String>> files, UnaryOperator<String> paths) {}
