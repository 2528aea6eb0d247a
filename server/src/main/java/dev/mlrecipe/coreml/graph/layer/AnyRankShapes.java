package dev.mlrecipe.coreml.graph.layer;

import static dev.mlrecipe.coreml.graph.layer.Dims.UNKNOWN;
import static dev.mlrecipe.coreml.graph.layer.Dims.dims;
import static dev.mlrecipe.coreml.graph.layer.Dims.with;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shapes of the layers that came with specification 4, which take tensors of any rank. */
final class AnyRankShapes {
    private final Fields layer;
    private final List<Optional<List<Long>>> inputs;
    private final List<Long> x;

    private AnyRankShapes(Fields layer, List<Optional<List<Long>>> inputs, List<Long> x) {
        this.layer = layer;
        this.inputs = inputs;
        this.x = x;
    }

    /**
     * The shape of a result.
     *
     * @param x shape of the first input
     * @param outputs number of results
     * @param output which one is meant
     */
    static Optional<List<Long>> infer(
            String type, Fields layer, List<Optional<List<Long>>> inputs, List<Long> x, int outputs, int output) {
        AnyRankShapes shapes = new AnyRankShapes(layer, inputs, x);
        return switch (type) {
            case "concatND" -> shapes.concatenated();
            case "splitND" -> shapes.split(outputs, output);
            case "stack" -> shapes.inserted(layer.number(1), inputs.size());
            case "transpose" -> shapes.transposed();
            case "squeeze" -> shapes.squeezed();
            case "expandDims" -> shapes.expanded();
            case "flattenTo2D" -> shapes.flattened();
            case "reshapeStatic" -> Optional.of(Dims.reshaped(layer.numbers(1), x, false));
            case "rankPreservingReshape" -> Optional.of(Dims.reshaped(layer.numbers(1), x, true));
            case "reshapeLike", "broadcastToLike" -> shapes.input(1);
            case "broadcastToStatic" -> Optional.of(dims(layer.numbers(1)));
            case "gatherAlongAxis" -> shapes.input(1);
            case "gather" -> shapes.input(1).flatMap(shapes::gathered);
            case "gatherND" -> shapes.input(1).flatMap(shapes::gatheredTuples);
            case "argMax", "argMin" -> shapes.without(layer.number(1), layer.flag(2));
            case "topK" -> with(x, layer.number(1), inputs.size() > 1 ? UNKNOWN : layer.number(2));
            case "sliceStatic" -> shapes.sliced();
            case "sliceBySize" -> with(x, layer.number(3), layer.number(2));
            case "slidingWindows" -> shapes.windows();
            case "tile" -> inputs.size() > 1 ? Dims.ofRank(x.size()) : shapes.tiled();
            case "constantPad" -> inputs.size() > 1 ? Dims.ofRank(x.size()) : shapes.padded();
            case "oneHot" -> shapes.inserted(layer.number(2), inputs.size() > 1 ? UNKNOWN : layer.number(1));
            case "getShape" -> Optional.of(List.of((long) x.size()));
            case "NonMaximumSuppression" -> shapes.suppressed(output);
            default -> Optional.empty();
        };
    }

    private Optional<List<Long>> input(int i) {
        return i < inputs.size() ? inputs.get(i) : Optional.empty();
    }

    private int axis(long axis) {
        return Dims.axis(axis, x.size());
    }

    private Optional<List<Long>> concatenated() {
        int axis = axis(layer.number(1));
        long total = 0;
        for (Optional<List<Long>> input : inputs) {
            if (axis < 0 || input.isEmpty() || input.get().size() != x.size()) {
                return Optional.empty();
            }
            total = Dims.plus(total, input.get().get(axis));
        }
        return with(x, axis, total);
    }

    private Optional<List<Long>> split(int outputs, int output) {
        int axis = axis(layer.number(1));
        if (axis < 0 || outputs < 1) {
            return Optional.empty();
        }
        List<Long> sizes = layer.numbers(3);
        long whole = x.get(axis);
        return with(x, axis, output < sizes.size() ? sizes.get(output) : whole < 0 ? UNKNOWN : whole / outputs);
    }

    /** An axis more. */
    private Optional<List<Long>> inserted(long axis, long size) {
        int at = Dims.axis(axis, x.size() + 1);
        if (at < 0) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(x);
        result.add(at, Dims.dim(size));
        return Optional.of(result);
    }

    private Optional<List<Long>> transposed() {
        List<Long> result = new ArrayList<>();
        for (long axis : layer.numbers(1)) {
            if (axis(axis) < 0) {
                return Optional.empty();
            }
            result.add(x.get(axis(axis)));
        }
        return result.size() == x.size() ? Optional.of(result) : Optional.empty();
    }

    private Optional<List<Long>> squeezed() {
        List<Integer> axes = new ArrayList<>();
        layer.numbers(1).forEach(axis -> axes.add(axis(axis)));
        if (layer.flag(2)) {
            if (x.contains(UNKNOWN)) {
                return Optional.empty();
            }
            for (int axis = 0; axis < x.size(); axis++) {
                if (x.get(axis) == 1) {
                    axes.add(axis);
                }
            }
        }
        return Optional.of(Dims.without(x, axes));
    }

    /** Axes are those of the result. */
    private Optional<List<Long>> expanded() {
        int rank = x.size() + layer.numbers(1).size();
        List<Integer> axes = layer.numbers(1).stream().map(axis -> Dims.axis(axis, rank)).sorted().toList();
        List<Long> result = new ArrayList<>(x);
        for (int axis : axes) {
            if (axis < 0 || axis > result.size()) {
                return Optional.empty();
            }
            result.add(axis, 1L);
        }
        return Optional.of(result);
    }

    private Optional<List<Long>> flattened() {
        long axis = layer.number(1) < 0 ? layer.number(1) + x.size() : layer.number(1);
        return axis < 0 || axis > x.size()
                ? Optional.empty()
                : Optional.of(List.of(
                        Dims.product(x.subList(0, (int) axis)), Dims.product(x.subList((int) axis, x.size()))));
    }

    private Optional<List<Long>> gathered(List<Long> indices) {
        int axis = axis(layer.number(1));
        if (axis < 0) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(x.subList(0, axis));
        result.addAll(indices);
        result.addAll(x.subList(axis + 1, x.size()));
        return Optional.of(result);
    }

    /** The last axis of the indices says where along the first axes of {@code x}. */
    private Optional<List<Long>> gatheredTuples(List<Long> indices) {
        long depth = indices.isEmpty() ? UNKNOWN : indices.getLast();
        if (depth < 0 || depth > x.size()) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(indices.subList(0, indices.size() - 1));
        result.addAll(x.subList((int) depth, x.size()));
        return Optional.of(result.isEmpty() ? List.of(1L) : result);
    }

    private Optional<List<Long>> without(long axis, boolean removed) {
        int at = axis(axis);
        return at < 0 ? Optional.empty() : removed ? Optional.of(Dims.without(x, List.of(at))) : with(x, at, 1);
    }

    /** Python's {@code x[begin:end:stride]} along every axis; masks leave out a bound or the axis. */
    private Optional<List<Long>> sliced() {
        List<Long> result = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        for (int axis = 0; axis < x.size(); axis++) {
            long size = x.get(axis);
            long step = at(5, axis, 1);
            if (at(6, axis, 0) != 0) {
                gone.add(axis);
                result.add(1L);
                continue;
            }
            if (size == UNKNOWN || step == 0) {
                result.add(UNKNOWN);
                continue;
            }
            long begin = at(2, axis, 0) != 0 ? (step > 0 ? 0 : size - 1) : bound(at(1, axis, 0), size, step);
            long end = at(4, axis, 0) != 0 ? (step > 0 ? size : -1) : bound(at(3, axis, size), size, step);
            long room = step > 0 ? end - begin : begin - end;
            result.add(room < 0 ? UNKNOWN : Dims.dim((room + Math.abs(step) - 1) / Math.abs(step)));
        }
        return Optional.of(Dims.without(result, gone));
    }

    private static long bound(long index, long size, long step) {
        long counted = index < 0 ? index + size : index;
        return step > 0 ? Math.clamp(counted, 0, size) : Math.clamp(counted, -1, size - 1);
    }

    private long at(int field, int axis, long otherwise) {
        List<Long> numbers = layer.numbers(field);
        return axis < numbers.size() ? numbers.get(axis) : otherwise;
    }

    /** The axis becomes a number of windows and their size. */
    private Optional<List<Long>> windows() {
        int axis = axis(layer.number(1));
        long size = layer.number(2);
        long step = layer.number(3);
        if (axis < 0 || step < 1) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(x);
        result.set(axis, x.get(axis) < size ? UNKNOWN : (x.get(axis) - size) / step + 1);
        result.add(axis + 1, Dims.dim(size));
        return Optional.of(result);
    }

    private Optional<List<Long>> tiled() {
        List<Long> result = new ArrayList<>();
        for (int axis = 0; axis < x.size(); axis++) {
            result.add(Dims.times(x.get(axis), Dims.dim(at(1, axis, 1))));
        }
        return Optional.of(result);
    }

    /** Amounts before and after every axis, or the size to fill up to on either side. */
    private Optional<List<Long>> padded() {
        List<Long> result = new ArrayList<>();
        for (int axis = 0; axis < x.size(); axis++) {
            long before = at(2, 2 * axis, 0);
            long after = at(2, 2 * axis + 1, 0);
            long size = x.get(axis);
            result.add(layer.flag(3)
                    ? size == UNKNOWN ? UNKNOWN : Dims.dim(Math.max(size, Math.max(before, after)))
                    : Dims.plus(size, Dims.dim(before + after)));
        }
        return Optional.of(result);
    }

    /** Boxes [B, N, 4] and scores [B, N, C]: the best of them, their indices, and how many there are. */
    private Optional<List<Long>> suppressed(int output) {
        List<Long> scores = input(1).orElse(List.of());
        if (x.size() != 3 || scores.size() != 3) {
            return Optional.empty();
        }
        long most = inputs.size() > 2 ? UNKNOWN : Dims.dim(layer.number(3));
        return switch (output) {
            case 0 -> Optional.of(List.of(x.get(0), most, 4L));
            case 1 -> Optional.of(List.of(x.get(0), most, scores.get(2)));
            case 2 -> Optional.of(List.of(x.get(0), most));
            default -> Optional.of(List.of(x.get(0)));
        };
    }
}
