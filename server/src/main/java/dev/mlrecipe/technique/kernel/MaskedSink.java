package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import java.io.IOException;

/** Passes on the codes at a mask's set bits. Not thread safe. */
public final class MaskedSink implements CodeSink {
    private final TensorReader mask;
    private final TensorWriter target;
    private long position;
    private byte[] bits = new byte[0];

    public MaskedSink(Tensor mask, TensorWriter target) {
        this.mask = new TensorReader(mask);
        this.target = target;
    }

    @Override
    public void write(byte[] codes, int offset, int count) throws IOException {
        if (bits.length < count) {
            bits = new byte[count];
        }
        mask.readCodes(position, bits, 0, count);
        position += count;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (bits[i] != 0) {
                bits[kept++] = codes[offset + i];
            }
        }
        target.writeCodes(bits, 0, kept);
    }
}
