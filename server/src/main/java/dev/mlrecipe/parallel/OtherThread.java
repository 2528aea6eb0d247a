package dev.mlrecipe.parallel;

import java.io.IOException;

/** What became of work that was left to another thread. */
public final class OtherThread {
    private OtherThread() {}

    /**
     * Throws what ended the work as what it is; does nothing if nothing did.
     *
     * @param failure null if the work was done
     * @throws IOException if that ended it
     * @throws IllegalStateException if it was something that no work declares; that is its cause
     */
    public static void rethrow(Throwable failure) throws IOException {
        switch (failure) {
            case null -> { }
            case IOException problem -> throw problem;
            case RuntimeException mistake -> throw mistake;
            case Error fatal -> throw fatal;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }
}
