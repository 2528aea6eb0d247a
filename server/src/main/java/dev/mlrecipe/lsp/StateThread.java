package dev.mlrecipe.lsp;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one thread that owns documents, settings and models. Everyone else hands it tasks; they run one after the other
 * in the order in which they came. A task must be short: no file, no answer of the client is waited for.
 */
final class StateThread implements AutoCloseable {
    private final ScheduledThreadPoolExecutor thread;
    private final Consumer<Throwable> failures;

    /** @param failures hears what a task threw; the thread goes on */
    StateThread(Consumer<Throwable> failures) {
        this.failures = failures;
        this.thread = new ScheduledThreadPoolExecutor(1, Threads.daemons("mlrecipe-state"));
        this.thread.setRemoveOnCancelPolicy(true);
    }

    /** Runs a task after all that came before. After the end nothing runs any more. */
    void run(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException ended) {
            // The server is going down.
        }
    }

    /** A task that was put off; it can be called off until it runs. */
    interface Timer {
        void cancel();
    }

    /** Runs a task on this thread after a while. */
    Timer after(Duration delay, Runnable task) {
        try {
            var future = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException ended) {
            return () -> {};
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable failure) {
                failures.accept(failure);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
