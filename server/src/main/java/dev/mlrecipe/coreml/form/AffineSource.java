package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code scale * (data - offset)} in the scale's type: the data, the difference and the product are each rounded to
 * it. For integer codes of at most eight bits only the product is not exact anyway.
 */
final class AffineSource implements Source {
    /** Shorter runs of one scale are not worth a loop of their own. */
    private static final int LONG_RUN = 512;

    private final Source data;
    private final Blocks blocks;
    private final boolean half;
    private final Window scales;
    private final Optional<Window> offsets;
    private final float[] values = new float[CHUNK];
    private final float[] valueScales = new float[CHUNK];
    private final float[] valueOffsets = new float[CHUNK];

    AffineSource(Source data, Shape shape, Tensor scale, Optional<Tensor> offset) throws IOException {
        this.data = data;
        this.blocks = new Blocks(shape, scale.shape());
        this.half = scale.type() == DataType.FLOAT16;
        this.scales = window(scale);
        this.offsets = offset.isPresent() ? Optional.of(window(offset.get())) : Optional.empty();
    }

    private static Window window(Tensor parameters) throws IOException {
        return new Window(new TensorReader(parameters)::readFloats, parameters.elements(), 1);
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

    /** Scales at most a chunk of the data in place. */
    void scale(long from, float[] target, int offset, int count) throws IOException {
        blocks.seek(from);
        for (int done = 0; done < count; ) {
            long run = blocks.run();
            if (run >= LONG_RUN && !blocks.eachItsOwn()) {
                int n = (int) Math.min(count - done, run);
                scaleRun(target, offset + done, n);
                blocks.skip(n);
                done += n;
            } else {
                done += scaleShortRuns(target, offset + done, count - done);
            }
        }
    }

    /** Scales elements that share the current entry. */
    private void scaleRun(float[] target, int from, int count) throws IOException {
        long entry = blocks.entry();
        float scale = scales.value(entry);
        float zero = offsets.isPresent() ? offsets.get().value(entry) : 0;
        if (half) {
            for (int i = from; i < from + count; i++) {
                target[i] = half(half(half(target[i]) - zero) * scale);
            }
        } else {
            for (int i = from; i < from + count; i++) {
                target[i] = (target[i] - zero) * scale;
            }
        }
    }

    /** Writes down the parameters of every element first, so that the arithmetic is one loop. Returns how many. */
    private int scaleShortRuns(float[] target, int from, int count) throws IOException {
        int n = 0;
        while (n < count && (blocks.eachItsOwn() || blocks.run() < LONG_RUN)) {
            int run = (int) Math.min(count - n, blocks.run());
            int taken = spread(scales, valueScales, n, run);
            if (offsets.isPresent()) {
                spread(offsets.get(), valueOffsets, n, taken);
            }
            blocks.skip(taken);
            n += taken;
        }
        // One index for all arrays lets the compiler use vector instructions.
        System.arraycopy(target, from, values, 0, n);
        if (half) {
            for (int i = 0; i < n; i++) {
                values[i] = half(half(half(values[i]) - valueOffsets[i]) * valueScales[i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                values[i] = (values[i] - valueOffsets[i]) * valueScales[i];
            }
        }
        System.arraycopy(values, 0, target, from, n);
        return n;
    }

    private int spread(Window parameters, float[] target, int from, int run) throws IOException {
        long entry = blocks.entry();
        int at = parameters.locate(entry);
        if (!blocks.eachItsOwn()) {
            Arrays.fill(target, from, from + run, parameters.values()[at]);
            return run;
        }
        int n = (int) Math.min(run, parameters.end() - entry);
        System.arraycopy(parameters.values(), at, target, from, n);
        return n;
    }

    private static float half(float value) {
        return Float.float16ToFloat(Float.floatToFloat16(value));
    }
}
