package dev.mlrecipe.editor;

/**
 * Lines that can be hidden behind the first of them.
 *
 * @param firstLine 0-based
 * @param lastLine 0-based, greater than {@code firstLine}
 * @param comment whether they are comments
 */
public record Fold(int firstLine, int lastLine, boolean comment) {}
