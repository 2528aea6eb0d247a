package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.parallel.OtherThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The {@link CoreMlModel#fingerprint()} of an open model, found out once. It reads all weights, so whoever will need it
 * lets it begin early: it then takes place beside everything else. Safe for use by any thread.
 */
public final class ContentKey {
    private final FutureTask<String> task;
    private final AtomicBoolean begun = new AtomicBoolean();

    public ContentKey(CoreMlModel model) {
        task = new FutureTask<>(model::fingerprint);
    }

    /** Begins on another thread, unless that has happened. What goes wrong is for {@link #get()} to say. */
    public void begin() {
        if (begun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("mlrecipe-fingerprint").start(task);
        }
    }

    /**
     * The fingerprint, for which it waits where it has begun.
     *
     * @throws IOException if the model cannot be read
     */
    public String get() throws IOException {
        task.run();
        try {
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the model was read");
        } catch (ExecutionException failed) {
            OtherThread.rethrow(failed.getCause());
            throw new IllegalStateException(failed);
        }
    }
}
