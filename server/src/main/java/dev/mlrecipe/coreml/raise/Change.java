package dev.mlrecipe.coreml.raise;

import dev.mlrecipe.coreml.Opset;

/**
 * What raising does to one operation.
 *
 * @param function the function that holds it
 * @param op its name
 * @param type its type, for example {@code gather}
 * @param since the opset that redefines it
 * @param kind how much of a change it is
 * @param what the change, a clause
 */
public record Change(String function, String op, String type, Opset since, Kind kind, String what) {

    /** How much of a change it is. */
    public enum Kind {
        /** New inputs with the values that were implied before. */
        INPUTS,
        /** The operation is written in another way, with the same result. */
        REWRITTEN,
        /** Nothing changes, because something was found out or assumed. */
        KEPT,
        /** Nothing changes, and nobody could say for sure that it means the same. */
        CAUTION
    }

    /** Whether the program has the operation in another way afterwards. */
    public boolean changes() {
        return kind == Kind.INPUTS || kind == Kind.REWRITTEN;
    }
}
