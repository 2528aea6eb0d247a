package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import java.io.IOException;

/** {@code scale * code + bias}, in double and then rounded to float32. */
final class LinearSource implements Source {
    private final TensorReader codes;
    private final Parameters scale;
    private final Parameters bias;

    LinearSource(Linear form) throws IOException {
        codes = new TensorReader(form.codes());
        scale = new Parameters(form.shape(), form.scale());
        bias = form.bias().isPresent() ? new Parameters(form.shape(), form.bias().get()) : null;
    }

    @Override
    public void read(long from, float[] target, int offset, int count) throws IOException {
        codes.readFloats(from, target, offset, count);
        scale.seek(from);
        if (bias != null) {
            bias.seek(from);
        }
        for (int done = 0; done < count; ) {
            int n = scale.run(count - done);
            double factor = scale.value();
            double summand = 0;
            if (bias != null) {
                n = bias.run(n);
                summand = bias.value();
            }
            for (int i = offset + done; i < offset + done + n; i++) {
                target[i] = (float) (factor * target[i] + summand);
            }
            scale.skip(n);
            if (bias != null) {
                bias.skip(n);
            }
            done += n;
        }
    }

    /** Which scale or bias serves which element. */
    private static final class Parameters {
        private final Blocks blocks;
        private final Window values;

        Parameters(Shape shape, Tensor tensor) throws IOException {
            blocks = new Blocks(shape, tensor.shape());
            values = new Window(new TensorReader(tensor)::readFloats, tensor.elements(), 1);
        }

        void seek(long element) {
            blocks.seek(element);
        }

        /** Elements from the current one on, at most {@code limit}, that have the same value. */
        int run(int limit) {
            return blocks.eachItsOwn() ? Math.min(1, limit) : (int) Math.min(limit, blocks.run());
        }

        float value() throws IOException {
            return values.value(blocks.entry());
        }

        void skip(int elements) {
            blocks.skip(elements);
        }
    }
}
