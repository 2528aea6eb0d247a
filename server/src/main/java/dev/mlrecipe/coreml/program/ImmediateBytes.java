package dev.mlrecipe.coreml.program;

import dev.mlrecipe.coreml.tensor.Bytes;
import java.util.Arrays;

/** Bytes of an immediate value. Equal content is equal, so that forms with the same small parts can be compared. */
public final class ImmediateBytes implements Bytes {
    private final byte[] content;

    public ImmediateBytes(byte[] content) {
        this.content = content;
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) {
        if (position < 0 || length < 0 || position > content.length - length) {
            throw new IndexOutOfBoundsException(position + "+" + length + " of " + content.length);
        }
        System.arraycopy(content, (int) position, target, offset, length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImmediateBytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }
}
