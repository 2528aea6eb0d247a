package dev.mlrecipe.coreml.graph.layer;

import static dev.mlrecipe.coreml.graph.layer.Dims.UNKNOWN;
import static dev.mlrecipe.coreml.graph.layer.Dims.dims;
import static dev.mlrecipe.coreml.graph.layer.Dims.ending;
import static dev.mlrecipe.coreml.graph.layer.Dims.fromEnd;
import static dev.mlrecipe.coreml.graph.layer.Dims.with;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Shapes of the results of layers, computed from the shapes of their inputs as NeuralNetwork.proto defines the layers;
 * the numbers are its field numbers. What depends on values is not known.
 */
final class LayerShapes {
    private static final Set<String> SAME = Set.of(
            "activation", "batchnorm", "mvn", "l2normalize", "softmax", "lrn", "unary", "scale", "bias", "copy", "clip",
            "ceil", "floor", "sign", "round", "exp2", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh",
            "tanh", "asinh", "acosh", "atanh", "erf", "gelu", "logicalNot", "scatter", "scatterND", "scatterAlongAxis",
            "softmaxND", "reverse", "reverseSeq", "fillLike", "randomNormalLike", "randomUniformLike",
            "randomBernoulliLike", "matrixBandPart", "lowerTriangular", "upperTriangular", "layerNormalization",
            "cumSum", "clampedReLU", "argSort");
    private static final Set<String> BROADCAST = Set.of(
            "add", "multiply", "average", "max", "min", "equal", "notEqual", "lessThan", "lessEqual", "greaterThan",
            "greaterEqual", "logicalOr", "logicalXor", "logicalAnd");

    private final Fields layer;
    private final List<Optional<List<Long>>> inputs;

    private LayerShapes(Fields layer, List<Optional<List<Long>>> inputs) {
        this.layer = layer;
        this.inputs = inputs;
    }

    /** The shape of a result of a layer; empty where it does not follow from the shapes of the inputs. */
    static Optional<List<Long>> of(Layer layer, List<Optional<List<Long>>> inputs, int output) {
        LayerShapes shapes = new LayerShapes(layer.parameters(), inputs);
        if (layer.networks().isEmpty() && inputs.isEmpty()) {
            return shapes.source(layer.type());
        }
        return shapes.input(0).flatMap(x -> shapes.infer(layer.type(), layer.outputs().size(), x, output));
    }

    private Optional<List<Long>> input(int i) {
        return i < inputs.size() ? inputs.get(i) : Optional.empty();
    }

    /** Layers that make values of nothing. */
    private Optional<List<Long>> source(String type) {
        return switch (type) {
            case "loadConstant" -> joined(List.of(1L, 1L), layer.numbers(1));
            case "loadConstantND" -> joined(List.of(), layer.numbers(1));
            case "fillStatic" -> joined(List.of(), layer.numbers(2));
            case "randomNormalStatic", "randomUniformStatic" -> joined(List.of(), layer.numbers(4));
            case "randomBernoulliStatic" -> joined(List.of(), layer.numbers(3));
            case "rangeStatic" -> Optional.of(List.of(range()));
            default -> Optional.empty();
        };
    }

    private static Optional<List<Long>> joined(List<Long> first, List<Long> second) {
        List<Long> both = new ArrayList<>(first);
        both.addAll(dims(second));
        return both.isEmpty() ? Optional.empty() : Optional.of(both);
    }

    private long range() {
        List<Float> end = layer.floats(1);
        List<Float> start = layer.floats(2);
        List<Float> step = layer.floats(3);
        double from = start.isEmpty() ? 0 : start.getLast();
        double by = step.isEmpty() ? 1 : step.getLast();
        double count = Math.ceil(((end.isEmpty() ? 0 : end.getLast()) - from) / by);
        return count >= 0 ? Dims.dim((long) count) : UNKNOWN;
    }

    private Optional<List<Long>> infer(String type, int outputs, List<Long> x, int output) {
        if (SAME.contains(type)) {
            return Optional.of(x);
        }
        if (BROADCAST.contains(type) || type.endsWith("Broadcastable")) {
            return broadcast();
        }
        if (type.startsWith("reduce") && type.length() > "reduce".length()) {
            return reduced(x);
        }
        return switch (type) {
            case "convolution" -> WindowShapes.convolution(layer, x);
            case "convolution3d" -> WindowShapes.convolution3d(layer, x);
            case "pooling" -> WindowShapes.pooling(layer, x);
            case "pooling3d" -> WindowShapes.pooling3d(layer, x);
            case "globalPooling3d" -> ending(x, 1, 1, 1);
            case "padding" -> WindowShapes.bordered(layer.message(10), x, 1);
            case "crop" -> inputs.size() == 1
                    ? WindowShapes.bordered(layer.message(1), x, -1)
                    : input(1).flatMap(like -> ending(x, fromEnd(like, -2), fromEnd(like, -1)));
            case "upsample" -> upsampled(x);
            case "resizeBilinear" -> ending(
                    x, WindowShapes.pair(layer.numbers(1), 0, 1), WindowShapes.pair(layer.numbers(1), 1, 1));
            case "cropResize" -> input(1).flatMap(regions -> cropResized(x, regions));
            case "innerProduct" -> innerProduct(x, layer.number(2));
            case "embedding" -> with(x, -3, layer.number(2));
            case "embeddingND" -> with(x, -1, layer.number(2));
            case "batchedMatmul" -> inputs.size() == 1
                    ? with(x, -1, layer.number(6))
                    : input(1).map(y -> product(x, y));
            case "dot" -> with(x, -3, 1);
            case "reduce" -> legacyReduced(x);
            case "reshape" -> reshaped(x);
            case "flatten" -> flattened(x);
            case "permute" -> permuted(x);
            case "concat" -> concatenated(x, layer.flag(100) ? -5 : -3);
            case "split" -> with(x, -3, divided(fromEnd(x, -3), layer.number(1)));
            case "sequenceRepeat" -> with(x, -5, Dims.times(fromEnd(x, -5), Math.max(1, layer.number(1))));
            case "reorganizeData" -> reorganized(x);
            case "slice" -> with(x, (int) layer.number(4) - 3, sliced(fromEnd(x, (int) layer.number(4) - 3)));
            case "simpleRecurrent", "gru", "uniDirectionalLSTM", "biDirectionalLSTM" -> recurrent(type, x, output);
            default -> AnyRankShapes.infer(type, layer, inputs, x, outputs, output);
        };
    }

    private Optional<List<Long>> broadcast() {
        List<Long> result = List.of();
        for (Optional<List<Long>> input : inputs) {
            if (input.isEmpty()) {
                return Optional.empty();
            }
            result = Dims.broadcast(result, input.get());
        }
        return Optional.of(result);
    }

    /** The reductions along any axes. */
    private Optional<List<Long>> reduced(List<Long> x) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < x.size(); axis++) {
            int here = axis;
            if (layer.flag(3) || layer.numbers(1).stream().anyMatch(a -> Dims.axis(a, x.size()) == here)) {
                axes.add(axis);
            }
        }
        if (!layer.flag(2)) {
            return Optional.of(Dims.without(x, axes));
        }
        List<Long> kept = new ArrayList<>(x);
        axes.forEach(axis -> kept.set(axis, 1L));
        return Optional.of(kept);
    }

    /** The reductions along channels, height or width, which stay as axes of 1. */
    private Optional<List<Long>> legacyReduced(List<Long> x) {
        return switch ((int) layer.number(3)) {
            case 0 -> ending(x, 1, 1, 1);
            case 1 -> ending(x, 1, 1);
            case 2 -> with(x, -3, 1);
            case 3 -> with(x, -2, 1);
            case 4 -> with(x, -1, 1);
            default -> Optional.empty();
        };
    }

    private Optional<List<Long>> innerProduct(List<Long> x, long channels) {
        return x.size() >= 4 ? ending(x, channels, 1, 1) : with(x, -1, channels);
    }

    private List<Long> product(List<Long> left, List<Long> right) {
        List<Long> x = left.size() == 1 ? List.of(1L, left.get(0)) : left;
        List<Long> y = right.size() == 1 ? List.of(right.get(0), 1L) : right;
        List<Long> result =
                new ArrayList<>(Dims.broadcast(x.subList(0, x.size() - 2), y.subList(0, y.size() - 2)));
        result.add(fromEnd(x, layer.flag(1) ? -1 : -2));
        result.add(fromEnd(y, layer.flag(2) ? -2 : -1));
        return result;
    }

    private Optional<List<Long>> upsampled(List<Long> x) {
        List<Long> whole = layer.numbers(1);
        List<Float> parts = layer.floats(7);
        long[] size = new long[2];
        for (int i = 0; i < 2; i++) {
            long before = fromEnd(x, i - 2);
            size[i] = parts.size() == 2 && before != UNKNOWN
                    ? (long) Math.floor(before * (double) parts.get(i))
                    : Dims.times(before, WindowShapes.pair(whole, i, 1));
        }
        return ending(x, size);
    }

    /** Regions of [N, 1, 4, 1, 1] or, with the batch they are cut from, [N, 1, 5, 1, 1]. */
    private Optional<List<Long>> cropResized(List<Long> x, List<Long> regions) {
        if (x.size() != 5 || regions.size() != 5) {
            return Optional.empty();
        }
        long batch = regions.get(2) == 5 ? 1 : x.get(1);
        return Optional.of(List.of(
                regions.get(0),
                batch,
                x.get(2),
                Dims.dim(WindowShapes.pair(layer.numbers(1), 0, 1)),
                Dims.dim(WindowShapes.pair(layer.numbers(1), 1, 1))));
    }

    /** Three sizes are channels, height and width, a fourth before them is the length of the sequence. */
    private Optional<List<Long>> reshaped(List<Long> x) {
        List<Long> target = layer.numbers(1);
        if (x.size() != 5 || target.size() < 3 || target.size() > 4) {
            return Optional.empty();
        }
        List<Long> all = new ArrayList<>(List.of(target.size() == 4 ? target.get(0) : x.get(0), x.get(1)));
        all.addAll(target.subList(target.size() - 3, target.size()));
        return Optional.of(Dims.reshaped(all, x, false));
    }

    private Optional<List<Long>> flattened(List<Long> x) {
        return x.size() < 3
                ? Optional.empty()
                : ending(x, Dims.product(x.subList(x.size() - 3, x.size())), 1, 1);
    }

    /** An order of sequence, channels, height and width; the batch stays. */
    private Optional<List<Long>> permuted(List<Long> x) {
        List<Long> order = layer.numbers(1).isEmpty() ? List.of(0L, 1L, 2L, 3L) : layer.numbers(1);
        if (x.size() != 5 || order.size() != 4 || !order.stream().allMatch(axis -> axis >= 0 && axis < 4)) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>();
        for (long axis : order) {
            result.add(x.get(axis == 0 ? 0 : (int) axis + 1));
        }
        result.add(1, x.get(1));
        return Optional.of(result);
    }

    private Optional<List<Long>> concatenated(List<Long> x, int axis) {
        long total = 0;
        for (Optional<List<Long>> input : inputs) {
            if (input.isEmpty() || input.get().size() != x.size()) {
                return Optional.empty();
            }
            total = Dims.plus(total, fromEnd(input.get(), axis));
        }
        return with(x, axis, total);
    }

    private static long divided(long size, long by) {
        return size == UNKNOWN || by < 1 ? UNKNOWN : size / by;
    }

    /** Blocks of height and width to channels (mode 0), or channels to blocks. */
    private Optional<List<Long>> reorganized(List<Long> x) {
        long block = layer.number(2);
        if (x.size() < 3 || block < 1 || block > 1 << 15) {
            return Optional.empty();
        }
        long channels = fromEnd(x, -3);
        long height = fromEnd(x, -2);
        long width = fromEnd(x, -1);
        return layer.number(1) == 0
                ? ending(x, Dims.times(channels, block * block), divided(height, block), divided(width, block))
                : ending(x, divided(channels, block * block), Dims.times(height, block), Dims.times(width, block));
    }

    /** From start to end, negative ones counted from behind, in steps. */
    private long sliced(long size) {
        if (size == UNKNOWN) {
            return UNKNOWN;
        }
        long start = layer.number(1) < 0 ? size + layer.number(1) : layer.number(1);
        long end = layer.number(2) < 0 ? size + layer.number(2) : layer.number(2);
        long step = Math.max(1, layer.number(3));
        return end < start ? UNKNOWN : (Math.min(end, size) - start + step - 1) / step;
    }

    /** [S, B, C, 1, 1] → [S or 1, B, C', 1, 1]; the results after the first are the states. */
    private Optional<List<Long>> recurrent(String type, List<Long> x, int output) {
        if (x.size() != 5) {
            return Optional.empty();
        }
        boolean both = type.equals("biDirectionalLSTM");
        boolean lstm = both || type.equals("uniDirectionalLSTM");
        boolean sequence = lstm ? layer.message(15).flag(10) : layer.flag(15);
        long size = layer.number(2);
        return output == 0
                ? Optional.of(List.of(
                        sequence ? x.get(0) : 1L, x.get(1), Dims.times(both ? 2 : 1, Dims.dim(size)), 1L, 1L))
                : Optional.of(List.of(1L, x.get(1), Dims.dim(size), 1L, 1L));
    }
}
