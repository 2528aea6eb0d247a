package dev.mlrecipe.coreml.form;

import java.io.IOException;

/** Scaled values at a mask's set bits, zero elsewhere whatever the offset. */
final class SparseAffineSource implements Source {
    private final MaskedSource data;
    private final AffineSource affine;
    private final byte[] present = new byte[CHUNK];

    SparseAffineSource(MaskedSource data, AffineSource affine) {
        this.data = data;
        this.affine = affine;
    }

    @Override
    public void read(long from, float[] target, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int n = Math.min(CHUNK, count - done);
            int start = offset + done;
            data.read(from + done, target, start, present, n);
            affine.scale(from + done, target, start, n);
            for (int i = 0; i < n; i++) {
                target[start + i] = Float.intBitsToFloat(Float.floatToRawIntBits(target[start + i]) & -present[i]);
            }
            done += n;
        }
    }
}
