package dev.mlrecipe.suggest;

import java.util.List;

/**
 * Weights that one selector of a recipe catches.
 *
 * @param kind which selector
 * @param text its key in the recipe; the {@code weight_threshold} for all weights above it
 * @param members positions of the weights that it catches, ascending
 */
record Group(Kind kind, String text, List<Integer> members) {
    Group {
        members = List.copyOf(members);
    }

    /** Selectors, those that decide before others first. */
    enum Kind {
        NAME,
        PATTERN,
        OP_TYPE,
        GLOBAL
    }
}
