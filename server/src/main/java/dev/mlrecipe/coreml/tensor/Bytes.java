package dev.mlrecipe.coreml.tensor;

import java.io.IOException;
import java.util.Arrays;

/**
 * Stored bytes that are read by position, wherever they lie: in memory, in a weight file, in a temporary segment. So
 * nothing needs a whole weight in memory. Implementations are immutable in content and safe for concurrent reads.
 */
public interface Bytes {

    /** Number of bytes. */
    long size();

    /**
     * Copies {@code length} bytes that begin at {@code position}.
     *
     * @throws IndexOutOfBoundsException if the range is not inside
     * @throws IOException if the bytes cannot be read; the message names the file
     */
    void read(long position, byte[] target, int offset, int length) throws IOException;

    /**
     * All bytes in one array; for small values (scales, tables, immediate values).
     *
     * @throws IllegalStateException if they do not fit an array
     */
    default byte[] toArray() throws IOException {
        if (size() > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(size() + " bytes do not fit one array");
        }
        byte[] all = new byte[(int) size()];
        read(0, all, 0, all.length);
        return all;
    }

    /** Bytes of an array, which is not copied and must not change any more. */
    static Bytes of(byte[] array) {
        return new Bytes() {
            @Override
            public long size() {
                return array.length;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) {
                if (position < 0 || position + length > array.length) {
                    throw new IndexOutOfBoundsException(position + "+" + length + " of " + array.length);
                }
                System.arraycopy(array, (int) position, target, offset, length);
            }

            @Override
            public byte[] toArray() {
                return Arrays.copyOf(array, array.length);
            }
        };
    }

    /** A size without content, for sketches: what is planned but not computed. Reading throws. */
    static Bytes absent(long size) {
        return new Bytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) {
                throw new IllegalStateException("a sketch has no values");
            }
        };
    }
}
