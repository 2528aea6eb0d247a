package dev.mlrecipe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who works at what next. */
class WeightQueueTest {
    private final WeightQueue<String> queue = new WeightQueue<>(List.of(List.of("a1", "a2", "a3"), List.of("b1", "b2")));

    @Test
    void aThreadStaysWithItsWeightAndThenHelpsOthers() {
        WeightQueue<String>.Line first = queue.new Line();
        WeightQueue<String>.Line second = queue.new Line();
        assertEquals(Optional.of("a1"), first.next());
        assertEquals(Optional.of("b1"), second.next());
        assertEquals(Optional.of("b2"), second.next());
        assertEquals(Optional.of("a2"), second.next(), "no weight is left without a thread");
        assertEquals(Optional.of("a3"), first.next());
        assertEquals(Optional.empty(), first.next());
        assertEquals(Optional.empty(), second.next());
    }

    @Test
    void oneThreadDoesEverythingInOrder() {
        WeightQueue<String>.Line only = queue.new Line();
        for (String task : List.of("a1", "a2", "a3", "b1", "b2")) {
            assertEquals(Optional.of(task), only.next());
        }
        assertEquals(Optional.empty(), only.next());
    }
}
