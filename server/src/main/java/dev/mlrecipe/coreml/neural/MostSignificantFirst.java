package dev.mlrecipe.coreml.neural;

import dev.mlrecipe.coreml.tensor.Bytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * Codes of less than eight bits as neural networks pack them: most significant bit first, while tensors have the least
 * significant one first. Eight codes take whole bytes in both, so bytes are turned group by group when they are read.
 */
final class MostSignificantFirst implements Bytes {
    private static final int GROUP = 8;
    private static final int CHUNK_GROUPS = 1 << 11;

    private final Bytes source;
    private final int width;
    private final boolean toTensor;

    private MostSignificantFirst(Bytes source, int width, boolean toTensor) {
        this.source = source;
        this.width = width;
        this.toTensor = toTensor;
    }

    /** The bytes of a tensor whose codes the file holds as {@code stored}. */
    static Bytes toTensor(Bytes stored, int width) {
        return width == GROUP ? stored : new MostSignificantFirst(stored, width, true);
    }

    /** The bytes that a file holds for the packed codes of a tensor. */
    static Bytes toFile(Bytes packed, int width) {
        return width == GROUP ? packed : new MostSignificantFirst(packed, width, false);
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
        if (position < 0 || length < 0 || length > size() - position) {
            throw new IndexOutOfBoundsException(position + "+" + length + " of " + size());
        }
        byte[] groups = new byte[(int) Math.min((long) CHUNK_GROUPS, length / width + 2) * width];
        for (int done = 0; done < length; ) {
            long first = (position + done) / width * width;
            int skip = (int) (position + done - first);
            int n = Math.min(length - done, groups.length - skip);
            int needed = (skip + n + width - 1) / width * width;
            int there = (int) Math.min(needed, size() - first);
            source.read(first, groups, 0, there);
            Arrays.fill(groups, there, needed, (byte) 0);
            for (int group = 0; group < needed; group += width) {
                turn(groups, group);
            }
            System.arraycopy(groups, skip, target, offset + done, n);
            done += n;
        }
    }

    /** Turns the bits of eight codes in place. */
    private void turn(byte[] groups, int at) {
        long in = 0;
        for (int i = 0; i < width; i++) {
            int from = toTensor ? width - 1 - i : i;
            in |= (groups[at + from] & 0xffL) << 8 * i;
        }
        long mask = (1L << width) - 1;
        long out = 0;
        for (int code = 0; code < GROUP; code++) {
            out |= (in >>> code * width & mask) << (GROUP - 1 - code) * width;
        }
        for (int i = 0; i < width; i++) {
            int to = toTensor ? i : width - 1 - i;
            groups[at + to] = (byte) (out >>> 8 * i);
        }
    }
}
