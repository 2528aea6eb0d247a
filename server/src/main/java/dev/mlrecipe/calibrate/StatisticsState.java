package dev.mlrecipe.calibrate;

/** What is known of the statistics that a recipe names. */
public sealed interface StatisticsState {

    /** It names none, or nobody has looked. */
    record Unknown() implements StatisticsState {}

    /**
     * The file cannot be read, or is none of statistics.
     *
     * @param problem file, place in it, what was found, what was expected
     */
    record Unreadable(String problem) implements StatisticsState {}

    /** The file was read. */
    record Read(Statistics statistics) implements StatisticsState {}
}
