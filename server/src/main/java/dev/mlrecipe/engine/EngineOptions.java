package dev.mlrecipe.engine;

import dev.mlrecipe.engine.cache.ResultCache;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a run works.
 *
 * @param threads number of weights that are compressed at the same time, at least 1
 * @param scratch existing folder for temporary files, with room for the results
 * @param failures hears what went wrong inside a weight, for a log; the run goes on
 * @param cache results of former runs; empty to use and keep none
 */
public record EngineOptions(
        int threads, Path scratch, Consumer<Throwable> failures, Optional<ResultCache> cache) {

    /** @throws IllegalArgumentException if there is no thread */
    public EngineOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("at least 1 thread is needed, found " + threads);
        }
    }
}
