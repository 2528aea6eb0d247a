package dev.mlrecipe.suggest;

import java.util.List;

/**
 * A choice for every weight.
 *
 * @param choices one per weight
 * @param bytes stored bytes of all weights together
 * @param error sum of their errors
 */
public record Allocation(List<Integer> choices, long bytes, double error) {
    public Allocation {
        choices = List.copyOf(choices);
    }
}
