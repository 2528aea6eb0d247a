package dev.mlrecipe.recipe;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the result must reach.
 *
 * @param minRatio dense float16 bytes of all weights / their stored bytes
 * @param maxSize bytes of the whole output on disk
 * @param minSnrDb signal to noise ratio of every compressed weight, dB
 * @param maxSkipped number of weights that could not be compressed as asked
 * @param maxLatencyMs predicted milliseconds by device
 * @param maxWeightMemory predicted resident bytes by device
 * @param accuracy limits of what a run measures on samples, in the order of their keys
 */
public record Expectations(
        Optional<Located<Double>> minRatio,
        Optional<Located<Long>> maxSize,
        Optional<Located<Double>> minSnrDb,
        Optional<Located<Integer>> maxSkipped,
        Map<String, Located<Double>> maxLatencyMs,
        Map<String, Located<Long>> maxWeightMemory,
        List<AccuracyLimit> accuracy) {

    public Expectations {
        maxLatencyMs = Map.copyOf(maxLatencyMs);
        maxWeightMemory = Map.copyOf(maxWeightMemory);
        accuracy = List.copyOf(accuracy);
    }

    public static Expectations none() {
        return new Expectations(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of(), List.of());
    }
}
