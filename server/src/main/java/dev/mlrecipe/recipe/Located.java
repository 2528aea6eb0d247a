package dev.mlrecipe.recipe;

import dev.mlrecipe.text.Span;

/**
 * A value and the place in the recipe that gives it.
 *
 * @param value the value
 * @param span where it stands
 */
public record Located<T>(T value, Span span) {}
