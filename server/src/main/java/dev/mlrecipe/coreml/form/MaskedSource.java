package dev.mlrecipe.coreml.form;

import java.io.IOException;

/** A source that also tells which elements are stored and which are zero because a mask says so. */
interface MaskedSource extends Source {

    /**
     * Like {@link Source#read}, and writes 1 for every stored and 0 for every masked element to the first
     * {@code count} entries of {@code present}.
     */
    void read(long from, float[] target, int offset, byte[] present, int count) throws IOException;
}
