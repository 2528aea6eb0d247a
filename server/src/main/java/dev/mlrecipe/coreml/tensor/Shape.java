package dev.mlrecipe.coreml.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The dimensions of a tensor, outermost first. Row-major: the last dimension is contiguous. Rank 0 is a scalar. */
public final class Shape {
    private final long[] dims;
    private final long elements;

    private Shape(long[] dims) {
        long product = 1;
        for (long dim : dims) {
            if (dim < 0) {
                throw new IllegalArgumentException("negative dimension in " + Arrays.toString(dims));
            }
            try {
                product = Math.multiplyExact(product, dim);
            } catch (ArithmeticException tooLarge) {
                throw new IllegalArgumentException("too many elements: " + Arrays.toString(dims));
            }
        }
        this.dims = dims;
        this.elements = product;
    }

    /** @throws IllegalArgumentException if a dimension is negative or the number of elements overflows a {@code long} */
    public static Shape of(long... dims) {
        return new Shape(dims.clone());
    }

    /** See {@link #of(long...)}. */
    public static Shape of(List<Long> dims) {
        return new Shape(dims.stream().mapToLong(Long::longValue).toArray());
    }

    public int rank() {
        return dims.length;
    }

    public long dim(int axis) {
        return dims[axis];
    }

    /** Product of all dimensions; 1 for a scalar. */
    public long elements() {
        return elements;
    }

    /** Elements between neighbours along {@code axis}: the product of the dimensions after it. */
    public long stride(int axis) {
        long stride = 1;
        for (int i = axis + 1; i < dims.length; i++) {
            stride *= dims[i];
        }
        return stride;
    }

    /** The same shape with another size on one axis. */
    public Shape with(int axis, long dim) {
        long[] copy = dims.clone();
        copy[axis] = dim;
        return new Shape(copy);
    }

    /** The same shape with more dimensions behind. */
    public Shape append(long... more) {
        long[] copy = Arrays.copyOf(dims, dims.length + more.length);
        System.arraycopy(more, 0, copy, dims.length, more.length);
        return new Shape(copy);
    }

    /** {@code rank} ones. */
    public static Shape ones(int rank) {
        long[] dims = new long[rank];
        Arrays.fill(dims, 1);
        return new Shape(dims);
    }

    public long[] toArray() {
        return dims.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** For example {@code [64,32,3,3]}. */
    @Override
    public String toString() {
        return Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
