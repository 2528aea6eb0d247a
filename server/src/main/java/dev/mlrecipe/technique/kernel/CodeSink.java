package dev.mlrecipe.technique.kernel;

import java.io.IOException;

/** Takes codes in row-major order, one per byte. */
@FunctionalInterface
public interface CodeSink {

    /** Takes the next {@code count} codes from the start of {@code codes}. */
    void write(byte[] codes, int count) throws IOException;
}
