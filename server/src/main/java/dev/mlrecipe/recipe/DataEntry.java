package dev.mlrecipe.recipe;

import dev.mlrecipe.text.Span;
import java.util.List;
import java.util.Optional;

/**
 * Samples to run a model on.
 *
 * @param paths files and folders as written
 * @param samples how many samples to take, at most
 * @param seed chooses them where there are more
 * @param groupSize values of the model that are observed at the same time; 0 for as many as memory allows
 * @param measure whether a run measures accuracy on them
 * @param labels right classes; empty without
 * @param span the whole entry
 */
public record DataEntry(
        List<Located<String>> paths,
        int samples,
        long seed,
        int groupSize,
        boolean measure,
        Optional<LabelsEntry> labels,
        Span span) {
    /** Samples that are taken where nobody says how many. */
    public static final int SAMPLES = 128;

    public DataEntry {
        paths = List.copyOf(paths);
    }
}
