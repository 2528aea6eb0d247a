package dev.mlrecipe.measured;

/** What is known of a measured file that a recipe names. */
public sealed interface MeasuredState {

    /** It was read. */
    record Read(MeasuredPlan plan) implements MeasuredState {}

    /**
     * It cannot be used.
     *
     * @param problem file, place, what was found, what was expected
     */
    record Unreadable(String problem) implements MeasuredState {}
}
