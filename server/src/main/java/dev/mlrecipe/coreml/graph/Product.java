package dev.mlrecipe.coreml.graph;

import java.util.List;
import java.util.Optional;

/**
 * An operation that multiplies a value with a constant: {@code linear}, {@code conv} or {@code matmul}. Every result is a
 * sum over the features of the value.
 *
 * @param op name of the operation
 * @param parameter which of its inputs is the constant, for example {@code weight}
 * @param source what it is multiplied with
 * @param features numbers in such a sum
 * @param transposed whether the constant lies as features times results and not as results times features
 */
public record Product(String op, String parameter, Source source, long features, boolean transposed) {

    /**
     * Vectors of features.
     *
     * @param value name of the value in the program
     * @param axis axis of the features, or of the channels that windows are cut from, counted from the value's last: -1
     * @param window how a convolution cuts them out; empty where each position of the other axes has one vector
     */
    public record Source(String value, int axis, Optional<Window> window) {}

    /**
     * The windows of a convolution. Lists have one entry per spatial axis.
     *
     * @param groups groups of channels
     * @param kernel size
     * @param strides distance of two windows
     * @param dilations distance of two positions in a window
     * @param padding zeros around the value
     */
    public record Window(
            int groups, List<Integer> kernel, List<Integer> strides, List<Integer> dilations, Padding padding) {
        public Window {
            kernel = List.copyOf(kernel);
            strides = List.copyOf(strides);
            dilations = List.copyOf(dilations);
        }

        /** Positions of a window. */
        public int positions() {
            return kernel.stream().reduce(1, Math::multiplyExact);
        }
    }

    /**
     * Zeros around a value.
     *
     * @param type {@code valid}, {@code same}, {@code same_lower} or {@code custom}
     * @param custom with {@code custom}, before and after every spatial axis: two entries each
     */
    public record Padding(String type, List<Integer> custom) {
        public Padding {
            custom = List.copyOf(custom);
        }

        /**
         * Zeros before the values of an axis.
         *
         * @param size values of the axis
         * @param stride distance of two windows
         * @param reach values from the first to the last one of a window
         */
        public int before(int axis, int size, int stride, int reach) {
            int all = same(size, stride, reach);
            return switch (type) {
                case "same" -> all / 2;
                case "same_lower" -> all - all / 2;
                case "custom" -> custom.get(2 * axis);
                default -> 0;
            };
        }

        /** Zeros after the values of an axis; see {@link #before}. */
        public int after(int axis, int size, int stride, int reach) {
            int all = same(size, stride, reach);
            return switch (type) {
                case "same" -> all - all / 2;
                case "same_lower" -> all / 2;
                case "custom" -> custom.get(2 * axis + 1);
                default -> 0;
            };
        }

        /** Zeros with which there is a window for every {@code stride} values. */
        private static int same(int size, int stride, int reach) {
            return Math.max(0, ((size + stride - 1) / stride - 1) * stride + reach - size);
        }
    }
}
