package dev.mlrecipe.technique.kernel;

import java.io.IOException;

/** The elements of a weight in row-major order, read by position. */
@FunctionalInterface
public interface Values {

    /** Reads {@code count} elements that begin at {@code from}. */
    void read(long from, float[] target, int offset, int count) throws IOException;
}
