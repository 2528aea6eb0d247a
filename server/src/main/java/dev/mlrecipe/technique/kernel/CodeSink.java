package dev.mlrecipe.technique.kernel;

import java.io.IOException;

/** Takes codes in row-major order, one per byte. */
@FunctionalInterface
public interface CodeSink {

    /** Takes the next {@code count} codes, which begin at {@code offset} of {@code codes}. */
    void write(byte[] codes, int offset, int count) throws IOException;
}
