package dev.mlrecipe.coreml.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Sizes of results whose dimensions the program leaves open, computed from the sizes of the inputs as the MIL
 * operations define them. Only for operations whose result follows from shapes and constant parameters; other
 * dimensions stay unknown. What the program declares is never overruled.
 */
final class Shapes {
    private static final Set<String> SAME_SHAPE = Set.of(
            "abs", "acos", "asin", "atan", "atanh", "batch_norm", "cast", "ceil", "clamped_relu", "clip", "cos",
            "cosh", "cumsum", "dequantize", "elu", "erf", "exp", "exp2", "floor", "gelu", "identity",
            "instance_norm", "inverse", "l2_norm", "layer_norm", "leaky_relu", "linear_activation",
            "local_response_norm", "log", "logical_not", "prelu", "quantize", "relu", "relu6", "round", "rsqrt",
            "scaled_tanh", "sigmoid", "sigmoid_hard", "sign", "silu", "sin", "sinh", "softmax", "softplus",
            "softplus_parametric", "softsign", "sqrt", "square", "tan", "tanh", "threshold", "thresholded_relu");
    private static final Set<String> BROADCAST = Set.of(
            "add", "equal", "floor_div", "greater", "greater_equal", "less", "less_equal", "logical_and",
            "logical_or", "logical_xor", "maximum", "minimum", "mod", "mul", "not_equal", "pow", "real_div",
            "select", "sub");

    private Shapes() {}

    /** The declared value with open dimensions taken from a shape of the same rank. */
    static ValueFacts fill(ValueFacts declared, List<Long> shape) {
        if (declared.known() || shape.size() != declared.shape().size()) {
            return declared;
        }
        List<Long> filled = new ArrayList<>(declared.shape());
        for (int axis = 0; axis < filled.size(); axis++) {
            if (filled.get(axis) == ValueFacts.UNKNOWN && shape.get(axis) >= 0) {
                filled.set(axis, shape.get(axis));
            }
        }
        return new ValueFacts(declared.name(), filled, declared.dtype());
    }

    /** The declared results of an operation with open dimensions filled in as far as possible. */
    static List<ValueFacts> resolve(List<ValueFacts> declared, OpView op) {
        if (declared.stream().allMatch(ValueFacts::known)) {
            return declared;
        }
        List<ValueFacts> resolved = new ArrayList<>();
        List<ValueFacts> variables = op.type().equals("while_loop") ? op.values("loop_vars") : List.of();
        for (int i = 0; i < declared.size(); i++) {
            Optional<List<Long>> shape =
                    i < variables.size() ? Optional.of(variables.get(i).shape()) : infer(op, i);
            resolved.add(shape.isPresent() ? fill(declared.get(i), shape.get()) : declared.get(i));
        }
        return resolved;
    }

    private static Optional<List<Long>> infer(OpView op, int output) {
        String type = op.type();
        if (SAME_SHAPE.contains(type)) {
            return op.firstShape("x", "input");
        }
        if (BROADCAST.contains(type)) {
            return broadcast(type.equals("select") ? List.of("cond", "a", "b") : List.of("x", "y"), op);
        }
        if (type.startsWith("reduce_")) {
            return op.shape("x").flatMap(x -> reduce(op, x));
        }
        return switch (type) {
            case "conv", "max_pool", "avg_pool", "l2_pool" -> op.shape("x").flatMap(x -> windows(op, x));
            case "linear" -> linear(op);
            case "matmul" -> matmul(op);
            case "concat" -> concat(op);
            case "stack" -> stack(op);
            case "split" -> op.shape("x").flatMap(x -> split(op, x, output));
            case "transpose" -> op.shape("x").flatMap(x -> transpose(op, x));
            case "expand_dims" -> op.shape("x").flatMap(x -> expand(op, x));
            case "squeeze" -> op.shape("x").flatMap(x -> squeeze(op, x));
            case "reshape" -> op.shape("x").flatMap(x -> reshape(op, x));
            case "gather" -> gather(op);
            case "slice_by_index" -> op.shape("x").flatMap(x -> slice(op, x));
            default -> Optional.empty();
        };
    }

    private static Optional<List<Long>> broadcast(List<String> parameters, OpView op) {
        List<Long> result = List.of();
        for (String parameter : parameters) {
            Optional<List<Long>> shape = op.shape(parameter);
            if (shape.isEmpty()) {
                return Optional.empty();
            }
            result = broadcast(result, shape.get());
        }
        return Optional.of(result);
    }

    private static List<Long> broadcast(List<Long> a, List<Long> b) {
        List<Long> result = new ArrayList<>();
        for (int fromEnd = Math.max(a.size(), b.size()); fromEnd > 0; fromEnd--) {
            long left = fromEnd > a.size() ? 1 : a.get(a.size() - fromEnd);
            long right = fromEnd > b.size() ? 1 : b.get(b.size() - fromEnd);
            // An unknown size beside one greater than 1 can only be 1 or the same.
            result.add(left == 1 ? right : right == 1 || right == ValueFacts.UNKNOWN ? left : right);
        }
        return result;
    }

    private static Optional<List<Long>> reduce(OpView op, List<Long> x) {
        long[] axes = op.longs(op.has("axes") ? "axes" : "axis").orElse(null);
        if (axes == null) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(x);
        for (long axis : axes) {
            set(result, axis, 1);
        }
        // Without kept dimensions the ranks differ and there is nothing to match by position.
        return op.flag("keep_dims") ? Optional.of(result) : Optional.of(without(x, axes));
    }

    /** Convolution and pooling: [batch, channels, spatial..]. */
    private static Optional<List<Long>> windows(OpView op, List<Long> x) {
        boolean conv = op.type().equals("conv");
        List<Long> weight = op.shape("weight").orElse(List.of());
        int spatial = x.size() - 2;
        if (spatial < 1 || (conv && weight.size() != x.size())) {
            return Optional.empty();
        }
        long[] kernel = conv
                ? weight.subList(2, weight.size()).stream().mapToLong(Long::longValue).toArray()
                : op.longs("kernel_sizes").orElse(new long[0]);
        long[] strides = op.longs("strides").orElse(ones(spatial));
        long[] dilations = op.longs("dilations").orElse(ones(spatial));
        long[] pad = op.longs("pad").orElse(new long[2 * spatial]);
        String padding = op.text("pad_type", "valid");
        if (kernel.length != spatial
                || strides.length != spatial
                || dilations.length != spatial
                || pad.length != 2 * spatial) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(List.of(x.get(0), conv ? weight.get(0) : x.get(1)));
        for (int i = 0; i < spatial; i++) {
            long size = x.get(2 + i);
            if (size < 0 || kernel[i] < 1 || strides[i] < 1) {
                result.add(ValueFacts.UNKNOWN);
            } else if (padding.startsWith("same")) {
                result.add((size + strides[i] - 1) / strides[i]);
            } else {
                long padded = size + (padding.equals("custom") ? pad[2 * i] + pad[2 * i + 1] : 0);
                long room = padded - dilations[i] * (kernel[i] - 1) - 1 + (op.flag("ceil_mode") ? strides[i] - 1 : 0);
                result.add(room < 0 ? ValueFacts.UNKNOWN : room / strides[i] + 1);
            }
        }
        return Optional.of(result);
    }

    private static Optional<List<Long>> linear(OpView op) {
        List<Long> x = op.shape("x").orElse(List.of());
        List<Long> weight = op.shape("weight").orElse(List.of());
        if (x.isEmpty() || weight.size() != 2) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(x);
        result.set(x.size() - 1, weight.get(0));
        return Optional.of(result);
    }

    private static Optional<List<Long>> matmul(OpView op) {
        List<Long> x = op.shape("x").orElse(List.of());
        List<Long> y = op.shape("y").orElse(List.of());
        if (x.size() < 2 || y.size() < 2) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(broadcast(x.subList(0, x.size() - 2), y.subList(0, y.size() - 2)));
        result.add(x.get(x.size() - (op.flag("transpose_x") ? 1 : 2)));
        result.add(y.get(y.size() - (op.flag("transpose_y") ? 2 : 1)));
        return Optional.of(result);
    }

    private static Optional<List<Long>> concat(OpView op) {
        List<ValueFacts> values = op.values("values");
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(values.get(0).shape());
        int axis = index(op.number("axis", 0), result.size());
        if (axis < 0 || op.flag("interleave")) {
            return Optional.empty();
        }
        long total = 0;
        for (ValueFacts value : values) {
            if (value.shape().size() != result.size()) {
                return Optional.empty();
            }
            long size = value.shape().get(axis);
            total = total < 0 || size < 0 ? ValueFacts.UNKNOWN : total + size;
        }
        result.set(axis, total);
        return Optional.of(result);
    }

    private static Optional<List<Long>> stack(OpView op) {
        List<ValueFacts> values = op.values("values");
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(values.get(0).shape());
        int axis = index(op.number("axis", 0), result.size() + 1);
        if (axis < 0) {
            return Optional.empty();
        }
        result.add(axis, (long) values.size());
        return Optional.of(result);
    }

    private static Optional<List<Long>> split(OpView op, List<Long> x, int output) {
        List<Long> result = new ArrayList<>(x);
        int axis = index(op.number("axis", 0), x.size());
        long[] sizes = op.longs("split_sizes").orElse(new long[0]);
        if (axis < 0) {
            return Optional.empty();
        }
        if (output < sizes.length) {
            result.set(axis, sizes[output]);
        } else {
            result.set(axis, x.get(axis) < 0 ? ValueFacts.UNKNOWN : x.get(axis) / op.outputs());
        }
        return Optional.of(result);
    }

    private static Optional<List<Long>> transpose(OpView op, List<Long> x) {
        long[] perm = op.longs("perm").orElse(new long[0]);
        List<Long> result = new ArrayList<>();
        for (long axis : perm) {
            int from = index(axis, x.size());
            result.add(from < 0 ? ValueFacts.UNKNOWN : x.get(from));
        }
        return perm.length == x.size() ? Optional.of(result) : Optional.empty();
    }

    private static Optional<List<Long>> expand(OpView op, List<Long> x) {
        long[] axes = op.longs("axes").orElse(new long[0]);
        int rank = x.size() + axes.length;
        List<Long> result = new ArrayList<>(Collections.nCopies(rank, (Long) null));
        for (long axis : axes) {
            set(result, axis, 1);
        }
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (result.get(axis) == null) {
                if (next == x.size()) {
                    return Optional.empty();
                }
                result.set(axis, x.get(next++));
            }
        }
        return Optional.of(result);
    }

    private static Optional<List<Long>> squeeze(OpView op, List<Long> x) {
        return op.longs("axes").map(axes -> without(x, axes));
    }

    private static Optional<List<Long>> reshape(OpView op, List<Long> x) {
        long[] target = op.longs("shape").orElse(null);
        if (target == null) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>();
        int open = -1;
        long known = 1;
        for (int axis = 0; axis < target.length; axis++) {
            long size = target[axis] == 0 && axis < x.size() ? x.get(axis) : target[axis];
            if (size < 0) {
                open = axis;
            } else {
                known = Types.times(known, size);
            }
            result.add(Math.max(size, ValueFacts.UNKNOWN));
        }
        if (open >= 0 && known > 0 && !x.contains(ValueFacts.UNKNOWN)) {
            result.set(open, Types.elements(x) / known);
        }
        return Optional.of(result);
    }

    private static Optional<List<Long>> gather(OpView op) {
        List<Long> x = op.shape("x").orElse(List.of());
        Optional<List<Long>> indices = op.shape("indices");
        int axis = index(op.number("axis", 0), x.size());
        if (indices.isEmpty() || axis < 0 || op.number("batch_dims", 0) != 0) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>(x.subList(0, axis));
        result.addAll(indices.get());
        result.addAll(x.subList(axis + 1, x.size()));
        return Optional.of(result);
    }

    private static Optional<List<Long>> slice(OpView op, List<Long> x) {
        int rank = x.size();
        long[] begin = op.longs("begin").orElse(new long[0]);
        long[] end = op.longs("end").orElse(new long[0]);
        long[] stride = op.longs("stride").orElse(ones(rank));
        boolean[] fromStart = op.flags("begin_mask", rank);
        boolean[] toEnd = op.flags("end_mask", rank);
        boolean[] squeezed = op.flags("squeeze_mask", rank);
        if (begin.length != rank || end.length != rank || stride.length != rank) {
            return Optional.empty();
        }
        List<Long> result = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            if (squeezed[axis]) {
                continue;
            }
            long size = x.get(axis);
            long from = fromStart[axis] ? 0 : begin[axis] < 0 ? begin[axis] + size : begin[axis];
            long to = toEnd[axis] ? size : end[axis] < 0 ? end[axis] + size : end[axis];
            boolean countable = size >= 0 && stride[axis] > 0 && from >= 0;
            result.add(countable ? Math.max(0, (Math.min(to, size) - from + stride[axis] - 1) / stride[axis])
                    : ValueFacts.UNKNOWN);
        }
        return Optional.of(result);
    }

    private static List<Long> without(List<Long> shape, long[] axes) {
        List<Long> result = new ArrayList<>(shape);
        for (long axis : axes) {
            set(result, axis, null);
        }
        result.removeIf(Objects::isNull);
        return result;
    }

    private static void set(List<Long> shape, long axis, Integer size) {
        int index = index(axis, shape.size());
        if (index >= 0) {
            shape.set(index, size == null ? null : (Long) size.longValue());
        }
    }

    /** The axis counted from the front, or -1 if there is none. */
    private static int index(long axis, int rank) {
        long index = axis < 0 ? axis + rank : axis;
        return index >= 0 && index < rank ? (int) index : -1;
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
