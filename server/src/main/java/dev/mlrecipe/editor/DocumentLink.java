package dev.mlrecipe.editor;

import dev.mlrecipe.text.Span;
import java.nio.file.Path;

/**
 * A word of the recipe that names a file.
 *
 * @param span the word
 * @param target the file; it need not exist
 * @param tooltip what it is
 */
public record DocumentLink(Span span, Path target, String tooltip) {}
