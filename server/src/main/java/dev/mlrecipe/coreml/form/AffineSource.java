package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code scale * (data - offset)} in the scale's type: the data, the difference and the product are each rounded to
 * it. For integer codes of at most eight bits only the product is not exact anyway.
 */
final class AffineSource implements Source {
    private final Source data;
    private final Blocks blocks;
    private final boolean half;
    private final Window scales;
    private final Window offsets;

    AffineSource(Source data, Shape shape, Tensor scale, Optional<Tensor> offset) throws IOException {
        this.data = data;
        this.blocks = new Blocks(shape, scale.shape());
        this.half = scale.type() == DataType.FLOAT16;
        this.scales = new Window(new TensorReader(scale)::readFloats, scale.elements(), 1);
        this.offsets = new Window(
                offset.<Source>map(tensor -> new TensorReader(tensor)::readFloats)
                        .orElse((from, target, at, count) -> {}),
                scale.elements(),
                1);
    }

    @Override
    public void read(long from, float[] target, int offset, int count) throws IOException {
        for (int done = 0; done < count; ) {
            int n = Math.min(CHUNK, count - done);
            data.read(from + done, target, offset + done, n);
            scale(from + done, target, offset + done, n);
            done += n;
        }
    }

    /** Scales {@code count} elements of the data in place. */
    void scale(long from, float[] target, int offset, int count) throws IOException {
        blocks.seek(from);
        for (int done = 0; done < count; ) {
            long entry = blocks.entry();
            int at = scales.locate(entry);
            offsets.locate(entry);
            int n = (int) Math.min(count - done, blocks.run());
            if (blocks.eachItsOwn()) {
                n = (int) Math.min(n, scales.end() - entry);
                scaleEach(target, offset + done, n, at);
            } else if (half) {
                scaleHalves(target, offset + done, n, scales.values()[at], offsets.values()[at]);
            } else {
                scaleFloats(target, offset + done, n, scales.values()[at], offsets.values()[at]);
            }
            blocks.skip(n);
            done += n;
        }
    }

    private static void scaleFloats(float[] target, int from, int count, float scale, float zero) {
        for (int i = from; i < from + count; i++) {
            target[i] = (target[i] - zero) * scale;
        }
    }

    private static void scaleHalves(float[] target, int from, int count, float scale, float zero) {
        for (int i = from; i < from + count; i++) {
            target[i] = half(half(half(target[i]) - zero) * scale);
        }
    }

    private void scaleEach(float[] target, int from, int count, int at) {
        float[] scale = scales.values();
        float[] zero = offsets.values();
        if (half) {
            for (int i = 0; i < count; i++) {
                target[from + i] = half(half(half(target[from + i]) - zero[at + i]) * scale[at + i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                target[from + i] = (target[from + i] - zero[at + i]) * scale[at + i];
            }
        }
    }

    private static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }
}
