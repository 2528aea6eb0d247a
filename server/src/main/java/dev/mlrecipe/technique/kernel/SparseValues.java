package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;

/**
 * The expanded values of a {@link Sparse} form. Ranks (set bits before a position) are kept for every 65,536th
 * element that was passed, so that walking back costs little. Not thread safe.
 */
public final class SparseValues implements Values {
    private static final int CHUNK = 1 << 16;

    private final long elements;
    private final TensorReader mask;
    private final TensorReader values;
    private final long[] ranks;
    private int known = 1;
    private final byte[] bits;
    private final float[] packed;

    public SparseValues(Sparse form) {
        elements = form.mask().elements();
        mask = new TensorReader(form.mask());
        values = new TensorReader(form.values());
        ranks = new long[Math.toIntExact(elements / CHUNK + 1)];
        int size = (int) Math.min(CHUNK, elements);
        bits = new byte[size];
        packed = new float[size];
    }

    @Override
    public void read(long from, float[] target, int offset, int count) throws IOException {
        long rank = rank(from);
        for (int done = 0; done < count; ) {
            int n = Math.min(bits.length, count - done);
            mask.readCodes(from + done, bits, 0, n);
            int set = setBits(n);
            values.readFloats(rank, packed, 0, set);
            for (int i = 0, k = 0; i < n; i++) {
                target[offset + done + i] = bits[i] == 0 ? 0 : packed[k++];
            }
            rank += set;
            done += n;
        }
    }

    private long rank(long position) throws IOException {
        int chunk = (int) (position / CHUNK);
        while (known <= chunk) {
            mask.readCodes((known - 1L) * CHUNK, bits, 0, CHUNK);
            ranks[known] = ranks[known - 1] + setBits(CHUNK);
            known++;
        }
        int rest = (int) (position - (long) chunk * CHUNK);
        mask.readCodes((long) chunk * CHUNK, bits, 0, rest);
        return ranks[chunk] + setBits(rest);
    }

    private int setBits(int n) {
        int set = 0;
        for (int i = 0; i < n; i++) {
            set += bits[i];
        }
        return set;
    }
}
