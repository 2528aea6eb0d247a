package dev.mlrecipe.imports;

/**
 * Something of the imported file that the recipe does not say, or says on other grounds than the file's own words.
 *
 * @param line 1-based line of the imported file
 * @param message what it is
 */
public record Note(int line, String message) {}
