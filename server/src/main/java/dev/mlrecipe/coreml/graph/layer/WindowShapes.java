package dev.mlrecipe.coreml.graph.layer;

import static dev.mlrecipe.coreml.graph.layer.Dims.UNKNOWN;
import static dev.mlrecipe.coreml.graph.layer.Dims.ending;
import static dev.mlrecipe.coreml.graph.layer.Dims.fromEnd;

import java.util.List;
import java.util.Optional;

/**
 * Shapes of what slides a window over height and width (and depth), as NeuralNetwork.proto defines them. The numbers
 * are its field numbers.
 */
final class WindowShapes {
    private WindowShapes() {}

    /** One axis of a window. */
    private record Window(long size, long kernel, long stride, long dilation, long padding) {

        private boolean sound() {
            return size != UNKNOWN && kernel > 0 && stride > 0 && dilation > 0 && padding >= 0
                    && Math.max(Math.max(kernel, stride), Math.max(dilation, padding)) < 1 << 30;
        }

        private long reach() {
            return dilation * (kernel - 1) + 1;
        }

        long valid() {
            return sound() && size + padding >= reach() ? (size + padding - reach()) / stride + 1 : UNKNOWN;
        }

        long same() {
            return sound() ? (size + stride - 1) / stride : UNKNOWN;
        }

        long validTransposed() {
            return sound() ? (size - 1) * stride + reach() - padding : UNKNOWN;
        }

        long sameTransposed() {
            return sound() ? size * stride : UNKNOWN;
        }

        /** Padding is that of one side here; the last window still starts inside the image or its first padding. */
        long lastPixel(boolean padded) {
            if (!sound() || size + 2 * padding < kernel) {
                return UNKNOWN;
            }
            long windows = (size + 2 * padding - kernel + stride - 1) / stride + 1;
            return padded && (windows - 1) * stride >= size + padding ? windows - 1 : windows;
        }
    }

    /** [.., C, H, W] → [.., outputChannels, H', W']. */
    static Optional<List<Long>> convolution(Fields layer, List<Long> x) {
        if (x.size() < 4) {
            return Optional.empty();
        }
        boolean transposed = layer.flag(60);
        List<Long> given = layer.numbers(100);
        long[] size = new long[2];
        for (int i = 0; i < 2; i++) {
            Window window = new Window(
                    fromEnd(x, i - 2),
                    pair(layer.numbers(20), i, 3),
                    pair(layer.numbers(30), i, 1),
                    pair(layer.numbers(40), i, 1),
                    border(layer.message(50).message(1), i));
            boolean same = layer.has(51);
            size[i] = transposed
                    ? given.size() == 2 ? given.get(i) : same ? window.sameTransposed() : window.validTransposed()
                    : same ? window.same() : window.valid();
        }
        return ending(x, layer.number(1), size[0], size[1]);
    }

    /** [.., C, H, W] → [.., C, H', W']. */
    static Optional<List<Long>> pooling(Fields layer, List<Long> x) {
        if (x.size() < 3) {
            return Optional.empty();
        }
        if (layer.flag(60)) {
            return ending(x, 1, 1);
        }
        List<Long> amounts = layer.message(32).numbers(10);
        boolean padded = amounts.stream().anyMatch(amount -> amount > 0);
        long[] size = new long[2];
        for (int i = 0; i < 2; i++) {
            long padding = layer.has(32) ? pair(amounts, i, 0) : border(layer.message(30).message(1), i);
            Window window = new Window(
                    fromEnd(x, i - 2), pair(layer.numbers(10), i, 3), pair(layer.numbers(20), i, 1), 1, padding);
            size[i] = layer.has(32) ? window.lastPixel(padded) : layer.has(31) ? window.same() : window.valid();
        }
        return ending(x, size);
    }

    /** [B, C, D, H, W] → [B, outputChannels, D', H', W']. */
    static Optional<List<Long>> convolution3d(Fields layer, List<Long> x) {
        List<Long> given = layer.numbers(87);
        boolean transposed = layer.flag(86);
        long[] size = {layer.number(1), 0, 0, 0};
        for (int i = 0; i < 3; i++) {
            Window window = window3d(layer, x, i, 20 + i, 31 + i, 40 + i, 70, 80);
            boolean same = layer.number(70) == 2;
            size[1 + i] = transposed
                    ? given.size() == 3 ? given.get(i) : same ? window.sameTransposed() : window.validTransposed()
                    : same ? window.same() : window.valid();
        }
        return x.size() == 5 ? ending(x, size) : Optional.empty();
    }

    /** [B, C, D, H, W] → [B, C, D', H', W']. */
    static Optional<List<Long>> pooling3d(Fields layer, List<Long> x) {
        long[] size = new long[3];
        for (int i = 0; i < 3; i++) {
            Window window = window3d(layer, x, i, 2 + i, 5 + i, -1, 15, 8);
            size[i] = layer.number(15) == 2 ? window.same() : window.valid();
        }
        return x.size() == 5 ? ending(x, size) : Optional.empty();
    }

    /** Padding counts where its type is 0, custom. */
    private static Window window3d(
            Fields layer, List<Long> x, int i, int kernel, int stride, int dilation, int type, int amounts) {
        long padding = layer.number(type) == 0 ? layer.number(amounts + 2 * i) + layer.number(amounts + 2 * i + 1) : 0;
        return new Window(
                fromEnd(x, i - 3),
                layer.number(kernel),
                Math.max(1, layer.number(stride)),
                dilation < 0 ? 1 : Math.max(1, layer.number(dilation)),
                padding);
    }

    /** Height or width grown by what is added around it, or shrunk if {@code sign} is -1. */
    static Optional<List<Long>> bordered(Fields amounts, List<Long> x, int sign) {
        long[] size = new long[2];
        for (int i = 0; i < 2; i++) {
            long before = fromEnd(x, i - 2);
            size[i] = before == UNKNOWN ? UNKNOWN : before + sign * border(amounts, i);
        }
        return ending(x, size);
    }

    /** Both sides of an axis of {@code BorderAmounts}: height, then width. */
    private static long border(Fields amounts, int axis) {
        List<Fields> edges = amounts.messages(10);
        return axis < edges.size() ? edges.get(axis).number(1) + edges.get(axis).number(2) : 0;
    }

    /** One of two numbers, or what holds where they are not given. */
    static long pair(List<Long> numbers, int i, long otherwise) {
        return numbers.size() == 2 ? numbers.get(i) : otherwise;
    }
}
