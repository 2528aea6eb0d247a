package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;

/** Spreads stored values over the set bits of a mask. */
final class SparseSource implements MaskedSource {
    private final RankedMask mask;
    private final TensorReader values;
    private final float[] stored = new float[CHUNK + 1];
    private final byte[] present = new byte[CHUNK];

    SparseSource(Sparse sparse) {
        mask = new RankedMask(sparse.mask(), sparse.values().elements());
        values = new TensorReader(sparse.values());
    }

    @Override
    public void read(long from, float[] target, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int n = Math.min(CHUNK, count - done);
            readChunk(from + done, target, offset + done, n);
            done += n;
        }
    }

    @Override
    public void read(long from, float[] target, int offset, byte[] mask, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int n = Math.min(CHUNK, count - done);
            readChunk(from + done, target, offset + done, n);
            System.arraycopy(present, 0, mask, done, n);
            done += n;
        }
    }

    private void readChunk(long from, float[] target, int offset, int n) throws IOException {
        long rank = mask.read(from, present, n);
        values.readFloats(rank, stored, 0, RankedMask.set(present, n));
        int next = 0;
        for (int i = 0; i < n; i++) {
            // Without a branch, which random masks would make the processor mispredict.
            target[offset + i] = Float.intBitsToFloat(Float.floatToRawIntBits(stored[next]) & -present[i]);
            next += present[i];
        }
    }
}
