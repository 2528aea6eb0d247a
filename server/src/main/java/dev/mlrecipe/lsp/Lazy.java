package dev.mlrecipe.lsp;

import java.util.function.Supplier;

/** A value that the first who asks computes, and all others share. */
final class Lazy<T> {
    private Supplier<T> source;
    private T value;

    Lazy(Supplier<T> source) {
        this.source = source;
    }

    synchronized T get() {
        if (source != null) {
            value = source.get();
            source = null;
        }
        return value;
    }

    /** Whether nobody has to wait for it. */
    synchronized boolean isKnown() {
        return source == null;
    }
}
