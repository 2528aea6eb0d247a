package dev.mlrecipe.lsp;

import java.util.List;
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
    private static final int SECONDS_TO_FINISH = 2;

    private final ExecutorService answers = Executors.newFixedThreadPool(2, Threads.daemons("mlrecipe-answer"));
    private final ExecutorService analyses = Executors.newFixedThreadPool(2, Threads.daemons("mlrecipe-analysis"));
    private final ExecutorService runs = Executors.newSingleThreadExecutor(Threads.daemons("mlrecipe-run"));
    private final Consumer<Throwable> failures;
    private volatile boolean closed;

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
                    if (!closed) {
                        task.run();
                    }
                } catch (Throwable failure) {
                    failures.accept(failure);
                }
            });
        } catch (RejectedExecutionException ended) {
            // The server is going down.
        }
    }

    /** Begins nothing any more, and waits for what has begun. A run must have been cancelled before. */
    @Override
    public void close() {
        closed = true;
        for (ExecutorService pool : List.of(answers, analyses, runs)) {
            pool.shutdown();
        }
        try {
            runs.awaitTermination(SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS);
            analyses.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
