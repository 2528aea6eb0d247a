package dev.mlrecipe.lsp;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where work on immutable snapshots is done. Answers never queue behind analyses, and analyses never behind runs, of
 * which there is one at a time: it uses all processors by itself.
 */
final class Workers implements AutoCloseable {
    private static final int SECONDS_TO_CLEAN_UP = 10;

    private final ExecutorService answers = Executors.newFixedThreadPool(2, Threads.daemons("mlrecipe-answer"));
    private final ExecutorService analyses = Executors.newFixedThreadPool(2, Threads.daemons("mlrecipe-analysis"));
    private final ExecutorService runs = Executors.newSingleThreadExecutor(Threads.daemons("mlrecipe-run"));
    private final Consumer<Throwable> failures;

    /** @param failures hears what a task threw */
    Workers(Consumer<Throwable> failures) {
        this.failures = failures;
    }

    /** Someone waits for it. */
    void answer(Runnable task) {
        submit(answers, task);
    }

    /** Follows from an edit or a change on disk. */
    void analyse(Runnable task) {
        submit(analyses, task);
    }

    /** Compresses. */
    void compress(Runnable task) {
        submit(runs, task);
    }

    private void submit(ExecutorService pool, Runnable task) {
        try {
            pool.execute(() -> {
                try {
                    task.run();
                } catch (Throwable failure) {
                    failures.accept(failure);
                }
            });
        } catch (RejectedExecutionException ended) {
            // The server is going down.
        }
    }

    /** Waits until a run, which must have been cancelled, has removed its temporary files. */
    @Override
    public void close() {
        answers.shutdownNow();
        analyses.shutdownNow();
        runs.shutdown();
        try {
            runs.awaitTermination(SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
