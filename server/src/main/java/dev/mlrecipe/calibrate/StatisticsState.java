package dev.mlrecipe.calibrate;

import dev.mlrecipe.samples.SampleFile;
import java.util.List;
import java.util.function.Supplier;

/** What is known of the ranges of activations that a recipe asks for. */
public sealed interface StatisticsState {

    /** It names none, or nobody has looked. */
    record Unknown() implements StatisticsState {}

    /**
     * What it names cannot be read, or holds neither statistics nor samples.
     *
     * @param problem file, place in it, what was found, what was expected
     */
    record Unreadable(String problem) implements StatisticsState {}

    /**
     * A file of statistics was read.
     *
     * @param samples what is known of samples beside it, which weights may be calibrated on
     */
    record Read(Statistics statistics, StatisticsState samples) implements StatisticsState {
        /** Where there are no samples. */
        public Read(Statistics statistics) {
            this(statistics, new Unknown());
        }
    }

    /**
     * There are samples to run the model on.
     *
     * @param files where they are
     * @param key identifies them, and which of them are taken; reads them when it is asked
     */
    record Measurable(List<SampleFile> files, Supplier<String> key) implements StatisticsState {
        public Measurable {
            files = List.copyOf(files);
        }
    }

    /** What is known of samples. */
    default StatisticsState samples() {
        return this;
    }

    /**
     * Identifies what ranges, and the inputs of layers, come from when it is asked; empty where they come from nowhere.
     */
    default Supplier<String> key() {
        return switch (this) {
            case Read read -> () -> read.statistics().key() + read.samples().key().get();
            case Measurable measurable -> measurable.key();
            case Unknown unknown -> () -> "";
            case Unreadable unreadable -> () -> "";
        };
    }
}
