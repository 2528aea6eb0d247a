package dev.mlrecipe.accuracy;

import java.util.List;

/**
 * Right classes for an output.
 *
 * @param output name of an output that chooses a class
 * @param classes positions of the right classes, one for each sample of the whole set
 */
public record LabelledOutput(String output, List<Integer> classes) {
    public LabelledOutput {
        classes = List.copyOf(classes);
    }
}
