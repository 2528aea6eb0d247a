package dev.mlrecipe.export;

/**
 * Something of a recipe that coremltools cannot do.
 *
 * @param line 1-based line of the recipe
 * @param message what it is and what happens instead
 */
public record Note(int line, String message) {}
