package dev.mlrecipe.execute;

import java.util.List;
import java.util.Optional;

/**
 * How a model is run.
 *
 * @param function the function; empty for the default one
 * @param observe values of the program that are told beside the outputs, by their names in the program: anything that
 *     an operation of the function's outermost block computes, its inputs and its constants
 * @param threads threads that compute at most, 1 or more. Results may differ in the last bits between numbers of threads
 * @param roundHalves whether values that the program stores as float16 are rounded to float16, to nearest, ties to
 *     even; otherwise everything is float32. Inside of one operation, computation is float32 in both cases
 */
public record ExecuteOptions(Optional<String> function, List<String> observe, int threads, boolean roundHalves) {
    public ExecuteOptions {
        observe = List.copyOf(observe);
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads);
        }
    }

    /** The default function, nothing observed, one thread, float32. */
    public static ExecuteOptions defaults() {
        return new ExecuteOptions(Optional.empty(), List.of(), 1, false);
    }

    public ExecuteOptions withFunction(String name) {
        return new ExecuteOptions(Optional.of(name), observe, threads, roundHalves);
    }

    public ExecuteOptions withObserved(List<String> names) {
        return new ExecuteOptions(function, names, threads, roundHalves);
    }

    public ExecuteOptions withThreads(int number) {
        return new ExecuteOptions(function, observe, number, roundHalves);
    }

    public ExecuteOptions withRoundedHalves() {
        return new ExecuteOptions(function, observe, threads, true);
    }
}
