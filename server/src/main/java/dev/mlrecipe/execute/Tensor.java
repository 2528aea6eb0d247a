package dev.mlrecipe.execute;

import dev.mlrecipe.coreml.tensor.Shape;
import java.util.Arrays;

/** Numbers that go into a model or come out of it, row-major. The arrays are not copied. */
public sealed interface Tensor {

    Shape shape();

    /** The numbers as floats: the very array where they are floats. */
    float[] toFloats();

    /**
     * Floats of any width.
     *
     * @param values as many as {@code shape} has elements
     */
    record Floats(Shape shape, float[] values) implements Tensor {
        public Floats {
            check(shape, values.length);
        }

        @Override
        public float[] toFloats() {
            return values;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Floats floats
                    && shape.equals(floats.shape)
                    && Arrays.equals(values, floats.values);
        }

        @Override
        public int hashCode() {
            return 31 * shape.hashCode() + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "float " + shape;
        }
    }

    /**
     * Integers of any width, and booleans as 0 and 1.
     *
     * @param values as many as {@code shape} has elements
     */
    record Ints(Shape shape, int[] values) implements Tensor {
        public Ints {
            check(shape, values.length);
        }

        @Override
        public float[] toFloats() {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = values[i];
            }
            return floats;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Ints ints && shape.equals(ints.shape) && Arrays.equals(values, ints.values);
        }

        @Override
        public int hashCode() {
            return 31 * shape.hashCode() + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "int " + shape;
        }
    }

    private static void check(Shape shape, int values) {
        if (shape.elements() != values) {
            throw new IllegalArgumentException(values + " values do not fill " + shape);
        }
    }
}
