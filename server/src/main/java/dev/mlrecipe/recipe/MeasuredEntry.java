package dev.mlrecipe.recipe;

import java.util.Optional;

/**
 * A file of {@code measured}.
 *
 * @param device the device that it is for, as written; empty where the file itself has to tell
 * @param file path of the file as written
 */
public record MeasuredEntry(Optional<Located<String>> device, Located<String> file) {}
