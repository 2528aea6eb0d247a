package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;

/** Table indices by position: all stored, or only those at the set bits of a mask. */
final class Indices {
    private final TensorReader codes;
    private final RankedMask mask;
    private byte[] stored = new byte[0];

    private Indices(Tensor codes, RankedMask mask) {
        this.codes = new TensorReader(codes);
        this.mask = mask;
    }

    static Indices dense(Tensor codes) {
        return new Indices(codes, null);
    }

    static Indices sparse(Tensor mask, Tensor codes) {
        return new Indices(codes, new RankedMask(mask, codes.elements()));
    }

    /** Whether {@link #read} fills its mask. */
    boolean masked() {
        return mask != null;
    }

    /**
     * Reads {@code count} indices to the start of {@code target}; where masked, 1 or 0 to {@code present} and 0 for
     * masked indices.
     */
    void read(long from, byte[] target, byte[] present, int count) throws IOException {
        if (mask == null) {
            codes.readCodes(from, target, 0, count);
            return;
        }
        long rank = mask.read(from, present, count);
        if (stored.length < count + 1) {
            stored = new byte[count + 1];
        }
        codes.readCodes(rank, stored, 0, RankedMask.set(present, count));
        int next = 0;
        for (int i = 0; i < count; i++) {
            target[i] = (byte) (stored[next] & -present[i]);
            next += present[i];
        }
    }
}
