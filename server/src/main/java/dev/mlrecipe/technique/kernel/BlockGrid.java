package dev.mlrecipe.technique.kernel;

import dev.mlrecipe.coreml.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor cut into equal blocks, as a walk over its row-major elements sees it.
 *
 * <p>The elements fall into <em>stripes</em>: equal contiguous parts, as short as possible, none of which cuts a
 * block. A stripe consists of <em>rows</em>, a row of <em>runs</em>: contiguous elements of one block. Neighbouring
 * runs of a row belong to neighbouring blocks. Blocks are numbered in row-major order of the grid, which is the order
 * of scale entries, and those of one stripe follow each other.
 *
 * <p>Some examples, for the shape [64,32,3,3]: one block per output channel gives 64 stripes of one row with one run
 * of 288 elements; blocks of 8 input channels give 256 stripes of one run of 72; one block for each position of axis
 * 1 gives a single stripe of 64 rows with 32 runs of 9.
 */
public final class BlockGrid {
    private final long stripes;
    private final long stripeElements;
    private final long stripeBlocks;
    private final long rowBlocks;
    private final long run;
    /** Blocks and block length per axis between the stripe's outer axis and the row. */
    private final long[] groups;
    private final long[] lengths;

    private BlockGrid(List<Axis> axes) {
        Axis first = axes.get(0);
        Axis last = axes.get(axes.size() - 1);
        stripes = first.groups;
        run = last.length;
        rowBlocks = last.groups;
        long elements = first.length;
        long blocks = 1;
        for (Axis axis : axes.subList(1, axes.size())) {
            elements *= axis.groups * axis.length;
            blocks *= axis.groups;
        }
        stripeElements = elements;
        stripeBlocks = blocks;
        List<Axis> middle = axes.subList(1, axes.size() - 1);
        groups = middle.stream().mapToLong(Axis::groups).toArray();
        lengths = middle.stream().mapToLong(Axis::length).toArray();
    }

    private record Axis(long groups, long length) {}

    /**
     * @param shape dimensions, all at least 1
     * @param grid blocks per axis; each divides its dimension
     * @throws IllegalArgumentException if it does not
     */
    public static BlockGrid of(Shape shape, Shape grid) {
        List<Axis> axes = new ArrayList<>();
        axes.add(new Axis(1, 1));
        for (int i = 0; i < shape.rank(); i++) {
            if (grid.rank() != shape.rank() || grid.dim(i) < 1 || shape.dim(i) < 1 || shape.dim(i) % grid.dim(i) != 0) {
                throw new IllegalArgumentException("grid " + grid + " for " + shape);
            }
            append(axes, new Axis(grid.dim(i), shape.dim(i) / grid.dim(i)));
        }
        if (axes.size() == 1) {
            Axis only = axes.get(0);
            axes = List.of(new Axis(only.groups, 1), new Axis(1, only.length));
        }
        return new BlockGrid(axes);
    }

    /** Two axes are one if the outer one's blocks have length 1 or the inner one is a single block. */
    private static void append(List<Axis> axes, Axis inner) {
        Axis outer = axes.get(axes.size() - 1);
        if (outer.length == 1 || inner.groups == 1) {
            axes.set(axes.size() - 1, new Axis(outer.groups * inner.groups, outer.length * inner.length));
        } else {
            axes.add(inner);
        }
    }

    /** Number of stripes. */
    public long stripes() {
        return stripes;
    }

    /** Elements of one stripe. */
    public long stripeElements() {
        return stripeElements;
    }

    /** Blocks of one stripe: what must be known at once to walk along it. */
    public long stripeBlocks() {
        return stripeBlocks;
    }

    /** Elements of one row. */
    public long rowElements() {
        return rowBlocks * run;
    }

    /** Elements of one run. */
    public long run() {
        return run;
    }

    /** The block, counted within its stripe, of a row's first run. */
    public long firstBlock(long row) {
        long block = 0;
        long weight = rowBlocks;
        long rest = row;
        for (int i = groups.length - 1; i >= 0; i--) {
            long dim = groups[i] * lengths[i];
            block += rest % dim / lengths[i] * weight;
            rest /= dim;
            weight *= groups[i];
        }
        return block;
    }
}
