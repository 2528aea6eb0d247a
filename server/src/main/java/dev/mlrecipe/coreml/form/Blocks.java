package dev.mlrecipe.coreml.form;

import dev.mlrecipe.coreml.tensor.Shape;
import java.util.Arrays;

/**
 * Walks the elements of a tensor in row-major order and tells which entry of a smaller parameter tensor serves each:
 * entry {@code [i0 / b0, i1 / b1, ..]} with {@code b = data.dim / part.dim}. Neighbouring axes are merged where that
 * keeps the mapping, so that runs of elements with one entry become as long as possible.
 */
final class Blocks {
    /** Merged axes: elements, elements per entry, distance of neighbouring entries. */
    private final long[] dims;

    private final long[] blocks;
    private final long[] strides;
    private final long[] coordinates;
    private final int last;

    private long position;
    private long row;
    private long base;

    /**
     * @param data shape of the elements, of which there is at least one
     * @param part shape of the parameters, of at least the same rank; further axes are not looked at
     */
    Blocks(Shape data, Shape part) {
        long[] n = new long[Math.max(1, data.rank())];
        long[] b = new long[n.length];
        int merged = 0;
        n[0] = 1;
        b[0] = 1;
        for (int axis = 0; axis < data.rank(); axis++) {
            long dim = data.dim(axis);
            long block = dim / part.dim(axis);
            if (dim == 1) {
                continue;
            }
            if (b[merged] == 1) {
                // Every element so far has its own entries, so those of both axes are consecutive.
                n[merged] *= dim;
                b[merged] = block;
            } else if (block == dim) {
                n[merged] *= dim;
                b[merged] *= dim;
            } else {
                merged++;
                n[merged] = dim;
                b[merged] = block;
            }
        }
        last = merged;
        dims = Arrays.copyOf(n, last + 1);
        blocks = Arrays.copyOf(b, last + 1);
        strides = new long[last + 1];
        coordinates = new long[last + 1];
        long stride = 1;
        for (int axis = last; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= dims[axis] / blocks[axis];
        }
    }

    /** Whether the entry changes with every element; then {@link #run} elements have consecutive entries. */
    boolean eachItsOwn() {
        return blocks[last] == 1;
    }

    /** Moves to an element. */
    void seek(long target) {
        if (target == position) {
            return;
        }
        position = target;
        row = target % dims[last];
        long rest = target / dims[last];
        for (int axis = last - 1; axis >= 0; axis--) {
            coordinates[axis] = rest % dims[axis];
            rest /= dims[axis];
        }
        findBase();
    }

    /** The entry of the current element. */
    long entry() {
        return base + row / blocks[last];
    }

    /** Elements from the current one on that share its entry or, if {@link #eachItsOwn}, have the following ones. */
    long run() {
        return eachItsOwn() ? dims[last] - row : blocks[last] - row % blocks[last];
    }

    /** Moves on by at most {@link #run} elements. */
    void skip(long elements) {
        position += elements;
        row += elements;
        if (row == dims[last]) {
            nextRow();
        }
    }

    private void nextRow() {
        row = 0;
        for (int axis = last - 1; axis >= 0 && ++coordinates[axis] == dims[axis]; axis--) {
            coordinates[axis] = 0;
        }
        findBase();
    }

    private void findBase() {
        base = 0;
        for (int axis = 0; axis < last; axis++) {
            base += coordinates[axis] / blocks[axis] * strides[axis];
        }
    }
}
