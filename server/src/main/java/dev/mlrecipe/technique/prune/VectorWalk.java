package dev.mlrecipe.technique.prune;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;
import java.util.Arrays;

/** Keeps an index of a vector table if any element of its vector is kept. */
final class VectorWalk implements KeepWalk {
    private final TensorReader mask;
    private final int length;
    /** Elements between those of one vector. */
    private final long width;
    private final byte[] bits = new byte[1 << 12];
    private long position;

    /** @param mask one bit per element, of the expanded weight's shape */
    VectorWalk(Tensor mask, int axis, int length) {
        Shape shape = mask.shape();
        this.mask = new TensorReader(mask);
        this.length = length;
        this.width = shape.stride(axis);
    }

    @Override
    public void next(byte[] keep, int count) throws IOException {
        Arrays.fill(keep, 0, count, (byte) 0);
        for (int done = 0; done < count; ) {
            long row = position / width;
            long column = position % width;
            int n = (int) Math.min(Math.min(count - done, width - column), bits.length);
            for (int v = 0; v < length; v++) {
                mask.readCodes((row * length + v) * width + column, bits, 0, n);
                for (int i = 0; i < n; i++) {
                    keep[done + i] |= bits[i];
                }
            }
            done += n;
            position += n;
        }
    }
}
