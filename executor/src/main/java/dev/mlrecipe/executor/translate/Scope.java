package dev.mlrecipe.executor.translate;

import java.util.HashMap;
import java.util.Map;

/** What names of the program stand for inside one block. Inner blocks see the names of outer ones. */
final class Scope {
    private final Scope outer;
    private final Map<String, Operand> names = new HashMap<>();

    /** @param outer the block around, or {@code null} */
    Scope(Scope outer) {
        this.outer = outer;
    }

    void define(String name, Operand value) {
        names.put(name, value);
    }

    /** Gives a name of this very block another value; false if it is another block's. */
    boolean redefine(String name, Operand value) {
        return names.replace(name, value) != null;
    }

    /** What a name stands for, or {@code null}. */
    Operand find(String name) {
        Operand found = names.get(name);
        return found != null || outer == null ? found : outer.find(name);
    }
}
