package dev.mlrecipe.engine;

import dev.mlrecipe.plan.PlannedWeight;

/** Hears how far a run is. Called by one thread at a time, never after the run has ended. */
@FunctionalInterface
public interface Progress {

    /** Hears nothing. */
    Progress NONE = state -> {};

    /** Something was done. */
    void advanced(State state);

    /** A weight is finished. */
    default void measured(PlannedWeight weight, LayerResult result) {}

    /**
     * How far a run is.
     *
     * @param phase what is going on
     * @param weights weights done
     * @param totalWeights weights to do
     * @param bytes input bytes of the weights done
     * @param totalBytes input bytes of all weights to do
     */
    record State(Phase phase, int weights, int totalWeights, long bytes, long totalBytes) {}

    /** What a run does at the moment. */
    enum Phase {
        /** Ways to compress are tried; nothing is kept. Bytes count once for every way. */
        MEASURING,
        /** The model runs on samples; runs stand in place of weights and of bytes. */
        CALIBRATING,
        /** The model runs on samples for its outputs; runs stand in place of weights and of bytes. */
        RUNNING,
        /** Original and compressed model run on samples; pairs of runs stand in place of weights and of bytes. */
        MEASURING_ACCURACY,
        COMPRESSING,
        WRITING
    }
}
