package dev.mlrecipe.engine;

import java.util.concurrent.CancellationException;

/** Tells a run to stop. Safe for use by any thread; once cancelled it stays so. */
public final class Cancellation {
    private volatile boolean cancelled;

    /** Asks the run to stop as soon as it can. */
    public void cancel() {
        cancelled = true;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** @throws CancellationException if the run was cancelled */
    public void check() {
        if (cancelled) {
            throw new CancellationException("the run was cancelled");
        }
    }
}
