package dev.mlrecipe.coreml.graph.layer;

import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Arithmetic on shapes, in which {@link ValueFacts#UNKNOWN} is a dimension that nobody knows. */
final class Dims {
    static final long UNKNOWN = ValueFacts.UNKNOWN;

    /** More than any tensor has along one axis; larger results come from damaged files. */
    private static final long MOST = 1L << 40;

    /** More dimensions than any layer takes. */
    private static final int MAX_RANK = 64;

    private Dims() {}

    /** A dimension, unknown where it cannot be one. */
    static long dim(long size) {
        return size < 0 || size > MOST ? UNKNOWN : size;
    }

    static List<Long> dims(List<Long> sizes) {
        return sizes.stream().map(Dims::dim).toList();
    }

    /** A shape of which only the number of dimensions is known. */
    static Optional<List<Long>> ofRank(long rank) {
        return rank < 1 || rank > MAX_RANK ? Optional.empty() : Optional.of(Collections.nCopies((int) rank, UNKNOWN));
    }

    static long times(long a, long b) {
        return a == UNKNOWN || b == UNKNOWN ? UNKNOWN : dim(Math.multiplyHigh(a, b) == 0 ? a * b : UNKNOWN);
    }

    static long plus(long a, long b) {
        return a == UNKNOWN || b == UNKNOWN ? UNKNOWN : dim(a + b);
    }

    static long product(List<Long> sizes) {
        long product = 1;
        for (long size : sizes) {
            product = times(product, size);
        }
        return product;
    }

    /** The axis as an index from 0 on; -1 if there is none. Negative ones count from the end. */
    static int axis(long axis, int rank) {
        long index = axis < 0 ? axis + rank : axis;
        return index < 0 || index >= rank ? -1 : (int) index;
    }

    /** The shape with another size along an axis; empty if there is no such axis. */
    static Optional<List<Long>> with(List<Long> shape, long axis, long size) {
        int index = axis(axis, shape.size());
        if (index < 0) {
            return Optional.empty();
        }
        List<Long> changed = new ArrayList<>(shape);
        changed.set(index, dim(size));
        return Optional.of(changed);
    }

    /** The shape with other sizes along its last axes; empty if it has fewer. */
    static Optional<List<Long>> ending(List<Long> shape, long... sizes) {
        if (shape.size() < sizes.length) {
            return Optional.empty();
        }
        List<Long> changed = new ArrayList<>(shape);
        for (int i = 0; i < sizes.length; i++) {
            changed.set(shape.size() - sizes.length + i, dim(sizes[i]));
        }
        return Optional.of(changed);
    }

    /** Size along an axis counted from the end (-1 is the last); 1 where the shape is shorter. */
    static long fromEnd(List<Long> shape, int axis) {
        return shape.size() + axis < 0 ? 1 : shape.get(shape.size() + axis);
    }

    /** Shapes of which each axis has one size, or 1. */
    static List<Long> broadcast(List<Long> a, List<Long> b) {
        List<Long> result = new ArrayList<>();
        for (int axis = -Math.max(a.size(), b.size()); axis < 0; axis++) {
            long left = fromEnd(a, axis);
            long right = fromEnd(b, axis);
            // An unknown size beside one greater than 1 can only be 1 or the same.
            result.add(left == 1 ? right : right == 1 || right == UNKNOWN ? left : right);
        }
        return result;
    }

    /** The shape without some axes; one element where none are left, since networks know no scalars. */
    static List<Long> without(List<Long> shape, List<Integer> axes) {
        List<Long> rest = new ArrayList<>();
        for (int axis = 0; axis < shape.size(); axis++) {
            if (!axes.contains(axis)) {
                rest.add(shape.get(axis));
            }
        }
        return rest.isEmpty() ? List.of(1L) : rest;
    }

    /**
     * A wanted shape with what it leaves open: -1 is what is left of the elements of {@code from}.
     *
     * @param copied whether 0 means the size along the same axis of {@code from}
     */
    static List<Long> reshaped(List<Long> target, List<Long> from, boolean copied) {
        List<Long> result = new ArrayList<>();
        int open = -1;
        for (int axis = 0; axis < target.size(); axis++) {
            long size = target.get(axis);
            open = size < 0 ? axis : open;
            result.add(size == 0 && copied ? axis < from.size() ? from.get(axis) : UNKNOWN : size < 0 ? 1 : dim(size));
        }
        if (open >= 0) {
            long rest = product(result);
            long all = product(from);
            result.set(open, rest > 0 && all != UNKNOWN && all % rest == 0 ? all / rest : UNKNOWN);
        }
        return result;
    }
}
