package dev.mlrecipe.recipe;

import java.util.Optional;

/**
 * Where the right classes of samples are.
 *
 * @param path a file, as written
 * @param output the output that they are for; empty for the only one that chooses a class
 */
public record LabelsEntry(Located<String> path, Optional<Located<String>> output) {}
