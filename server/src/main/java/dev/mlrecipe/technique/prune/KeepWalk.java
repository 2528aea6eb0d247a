package dev.mlrecipe.technique.prune;

import java.io.IOException;

/** One walk over the stored positions of a weight in row-major order: which of them stay. */
@FunctionalInterface
interface KeepWalk {

    /** Decides about the next {@code count} positions: 1 for those that stay, 0 for the others. */
    void next(byte[] keep, int count) throws IOException;

    /** Starts a walk from the first position. */
    @FunctionalInterface
    interface Start {
        KeepWalk begin() throws IOException;
    }
}
