package dev.mlrecipe.accuracy;

import dev.mlrecipe.samples.Labels;
import dev.mlrecipe.samples.SampleFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What is known of measuring the accuracy of what a recipe makes. */
public sealed interface AccuracyState {

    /** It shall not be measured, or nobody has looked. */
    record Unwanted() implements AccuracyState {}

    /**
     * What the recipe names for it cannot be used.
     *
     * @param problem file, place in it, what was found, what was expected
     * @param labels whether the labels are wrong rather than the samples
     */
    record Invalid(String problem, boolean labels) implements AccuracyState {}

    /** @param reason why it cannot be measured here, in a sentence that begins small */
    record Impossible(String reason) implements AccuracyState {}

    /**
     * A run will measure it.
     *
     * @param files the samples
     * @param labels right classes; empty if the recipe has none
     * @param key identifies all this; reads the samples when it is asked
     */
    record Possible(List<SampleFile> files, Optional<Labels> labels, Supplier<String> key) implements AccuracyState {
        public Possible {
            files = List.copyOf(files);
        }
    }

    /** Identifies what accuracy is measured on when it is asked; empty where it is not. */
    default Supplier<String> key() {
        return () -> "";
    }
}
