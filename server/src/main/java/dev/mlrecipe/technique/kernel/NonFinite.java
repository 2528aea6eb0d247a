package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;

/**
 * How many values of a weight are infinite or not a number, and where the first one is.
 *
 * @param count how many
 * @param first row-major index of the first one, -1 if there is none
 * @param value the first one
 */
public record NonFinite(long count, long first, float value) {
    private static final int CHUNK = 1 << 15;

    /** Counts; {@code checkCancelled} is called for every chunk and may throw. */
    public static NonFinite count(Values values, long elements, Runnable checkCancelled) throws IOException {
        float[] chunk = new float[(int) Math.min(CHUNK, elements)];
        long count = 0;
        long first = -1;
        float value = 0;
        for (long from = 0; from < elements; ) {
            checkCancelled.run();
            int n = (int) Math.min(chunk.length, elements - from);
            values.read(from, chunk, 0, n);
            for (int i = 0; i < n; i++) {
                if (!Float.isFinite(chunk[i])) {
                    if (count++ == 0) {
                        first = from + i;
                        value = chunk[i];
                    }
                }
            }
            from += n;
        }
        return new NonFinite(count, first, value);
    }

    /** In one sentence, for example {@code 3 of 18432 values are not finite, the first is NaN at [0,4,1,2]}. */
    public String describe(Shape shape) {
        long[] index = new long[shape.rank()];
        for (int axis = 0; axis < index.length; axis++) {
            index[axis] = first / shape.stride(axis) % shape.dim(axis);
        }
        String name = Float.isNaN(value) ? "NaN" : value > 0 ? "+inf" : "-inf";
        return count + " of " + shape.elements() + " values " + (count == 1 ? "is" : "are")
                + " not finite, the first is " + name + " at "
                + Arrays.toString(index).replace(" ", "");
    }
}
