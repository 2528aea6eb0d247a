package dev.mlrecipe.cli;

import dev.mlrecipe.engine.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a run when the process is asked to end (Ctrl-C), and holds the process back until the run has removed its
 * temporary files.
 */
final class Interrupts implements AutoCloseable {
    private static final long LONGEST_WAIT_SECONDS = 30;

    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::cancelAndWait, "mlrecipe-cancel");
    private final Console console;
    private volatile boolean completed;
    private volatile int outputs;

    Interrupts(Console console) {
        this.console = console;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /** One of several outputs is in its place, and stays there. */
    void written() {
        outputs++;
    }

    /** All outputs are in their places: it is too late to cancel. */
    void completed() {
        completed = true;
    }

    private void cancelAndWait() {
        cancellation.cancel();
        try {
            ended.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            // Said here, because the process ends with this thread.
            if (!completed) {
                console.note(outputs == 0
                        ? "cancelled; nothing was changed"
                        : "cancelled; " + outputs + (outputs == 1 ? " output was" : " outputs were") + " written before");
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is running; it has just been told that the run has ended.
        }
    }
}
