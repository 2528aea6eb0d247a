package dev.mlrecipe.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Hands out what is to be done with weights. A thread stays with a weight until all is done with it, so that it is read
 * once; threads that find no weight without a thread help others. Safe for concurrent use.
 *
 * @param <T> one way to compress one weight
 */
final class WeightQueue<T> {
    private final Deque<Deque<T>> untouched = new ArrayDeque<>();
    private final List<Deque<T>> touched = new ArrayList<>();

    /** @param weights for every weight what is to be done with it, in the order in which they are begun */
    WeightQueue(Collection<? extends Collection<T>> weights) {
        weights.forEach(ways -> untouched.add(new ArrayDeque<>(ways)));
    }

    /** What one thread works through. */
    final class Line {
        private Deque<T> weight = new ArrayDeque<>();

        /** What to do next; empty if everything has been handed out. */
        Optional<T> next() {
            synchronized (WeightQueue.this) {
                if (weight.isEmpty()) {
                    weight = another();
                }
                return Optional.ofNullable(weight.poll());
            }
        }
    }

    private Deque<T> another() {
        if (untouched.isEmpty()) {
            return touched.stream().filter(weight -> !weight.isEmpty()).findFirst().orElseGet(ArrayDeque::new);
        }
        touched.add(untouched.peek());
        return untouched.poll();
    }
}
