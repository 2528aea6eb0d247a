package dev.mlrecipe.editor;

/**
 * A few words that an editor draws into a line.
 *
 * @param offset where
 * @param label the words
 * @param tooltip more of them
 */
public record InlayHint(int offset, String label, String tooltip) {}
