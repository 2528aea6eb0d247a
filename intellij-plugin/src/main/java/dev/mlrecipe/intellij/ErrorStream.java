package dev.mlrecipe.intellij;

import java.io.BufferedReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Passes on what a process says on standard error, and remembers its last lines. */
final class ErrorStream {
    private static final int REMEMBERED = 10;

    private final Deque<String> last = new ArrayDeque<>();
    private final CompletableFuture<Void> end;

    ErrorStream(Process process, Consumer<String> listener) {
        BufferedReader lines = process.errorReader();
        end = CompletableFuture.runAsync(
                () -> lines.lines().peek(this::remember).forEach(listener),
                task -> new Thread(task, "mlrecipe server errors").start());
    }

    private synchronized void remember(String line) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    /** The last lines of a process that has ended; empty if it said nothing. */
    String tail() {
        end.completeOnTimeout(null, 1, TimeUnit.SECONDS).exceptionally(broken -> null).join();
        synchronized (this) {
            return String.join("\n", last);
        }
    }
}
