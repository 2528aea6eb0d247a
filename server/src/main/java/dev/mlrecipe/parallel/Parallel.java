package dev.mlrecipe.parallel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with many things at the same time. */
public final class Parallel {
    private Parallel() {}

    /** What is done with one of them. */
    @FunctionalInterface
    public interface Task<T> {
        void of(T item) throws IOException;
    }

    /**
     * Does it with all items, in their order as far as threads allow. What fails first ends it.
     *
     * @param threads 1 or more
     * @throws CancellationException if it was cancelled
     */
    public static <T> void each(List<T> items, int threads, Task<T> task) throws IOException {
        Iterator<T> left = items.iterator();
        Callable<Void> worker = () -> {
            while (true) {
                T item;
                synchronized (left) {
                    if (!left.hasNext()) {
                        return null;
                    }
                    item = left.next();
                }
                try {
                    task.of(item);
                } catch (IOException | RuntimeException failure) {
                    synchronized (left) {
                        while (left.hasNext()) {
                            left.next();
                        }
                    }
                    throw failure;
                }
            }
        };
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, items.size()))) {
            List<Callable<Void>> workers = new ArrayList<>();
            for (int i = 0; i < Math.min(threads, items.size()); i++) {
                workers.add(worker);
            }
            for (Future<Void> future : pool.invokeAll(workers)) {
                future.get();
            }
        } catch (ExecutionException failed) {
            OtherThread.rethrow(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
