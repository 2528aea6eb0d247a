package dev.mlrecipe.technique.quantize;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Into which blocks a weight is cut: one scale per block.
 *
 * @param grid blocks per axis, the shape of the scale; empty if the options do not fit the weight
 * @param reason why they do not, with the nearest values that would; empty if they do
 * @param suggestions these values
 */
record BlockShape(Optional<Shape> grid, String reason, List<Suggestion> suggestions) {
    private static final Suggestion PER_TENSOR = new Suggestion("granularity", "per_tensor");
    private static final Suggestion PER_CHANNEL = new Suggestion("granularity", "per_channel");

    static BlockShape of(Subject weight, Options options) {
        Shape shape = weight.shape();
        return switch (options.word("granularity")) {
            case "per_tensor" -> fits(Shape.ones(shape.rank()));
            case "per_channel" -> perChannel(weight);
            default -> perBlock(weight, options.get("block_size").orElse(32L));
        };
    }

    private static BlockShape fits(Shape grid) {
        return new BlockShape(Optional.of(grid), "", List.of());
    }

    private static BlockShape misfit(String reason, List<Suggestion> suggestions) {
        return new BlockShape(Optional.empty(), reason, suggestions);
    }

    private static BlockShape perChannel(Subject weight) {
        Shape shape = weight.shape();
        if (weight.axes().isEmpty()) {
            return misfit("its consumers disagree about the output channel axis;"
                    + " granularity per_tensor or a block_size list needs none", List.of(PER_TENSOR));
        }
        int output = weight.axes().get().output();
        if (output >= shape.rank()) {
            return misfit("the weight " + shape + " has no output channel axis " + output
                    + "; granularity per_tensor needs none", List.of(PER_TENSOR));
        }
        return fits(Shape.ones(shape.rank()).with(output, shape.dim(output)));
    }

    private static BlockShape perBlock(Subject weight, Object blockSize) {
        Shape shape = weight.shape();
        if (blockSize instanceof List<?> list) {
            return perAxis(shape, list.stream().mapToLong(b -> (Long) b).toArray());
        }
        BlockShape channels = perChannel(weight);
        long block = (Long) blockSize;
        if (channels.grid().isEmpty() || block == 0) {
            return channels;
        }
        ChannelAxes axes = weight.axes().orElseThrow();
        if (axes.input() >= shape.rank()) {
            return misfit("the weight " + shape + " has no input channel axis to cut into blocks;"
                    + " granularity per_channel needs none", List.of(PER_CHANNEL));
        }
        long inputs = shape.dim(axes.input());
        if (inputs % block != 0) {
            List<Long> nearest = nearest(inputs, block);
            return misfit(
                    "block_size " + block + " does not divide the " + inputs + " input channels; " + either(nearest)
                            + " would",
                    nearest.stream().map(size -> new Suggestion("block_size", size)).toList());
        }
        return fits(channels.grid().get().with(axes.input(), inputs / block));
    }

    private static BlockShape perAxis(Shape shape, long[] blocks) {
        if (blocks.length != shape.rank()) {
            return misfit("block_size has " + blocks.length + " entries, the weight " + shape + " has " + shape.rank()
                    + " axes; one entry per axis is needed, 0 for the whole axis", List.of());
        }
        long[] grid = new long[blocks.length];
        Arrays.fill(grid, 1);
        for (int axis = 0; axis < blocks.length; axis++) {
            long dim = shape.dim(axis);
            if (blocks[axis] == 0) {
                continue;
            }
            if (dim % blocks[axis] != 0) {
                List<Long> nearest = nearest(dim, blocks[axis]);
                int at = axis;
                return misfit(
                        "block_size " + blocks[axis] + " does not divide the " + dim + " elements of axis " + axis + "; "
                                + either(nearest) + " would",
                        nearest.stream().map(size -> new Suggestion("block_size", with(blocks, at, size))).toList());
            }
            grid[axis] = dim / blocks[axis];
        }
        return fits(Shape.of(grid));
    }

    private static List<Long> with(long[] blocks, int axis, long size) {
        long[] changed = blocks.clone();
        changed[axis] = size;
        return LongStream.of(changed).boxed().toList();
    }

    /** The three divisors of {@code dim} above 1 that are nearest to {@code wanted}, ascending. */
    private static List<Long> nearest(long dim, long wanted) {
        return LongStream.iterate(1, d -> d <= dim / d, d -> d + 1)
                .filter(d -> dim % d == 0)
                .flatMap(d -> LongStream.of(d, dim / d))
                .filter(d -> d > 1 || dim == 1)
                .distinct()
                .boxed()
                .sorted((a, b) -> Long.compare(Math.abs(a - wanted), Math.abs(b - wanted)))
                .limit(3)
                .sorted()
                .toList();
    }

    /** For example {@code 24, 30 or 40}. */
    private static String either(List<Long> values) {
        if (values.size() == 1) {
            return values.get(0).toString();
        }
        int last = values.size() - 1;
        return values.subList(0, last).stream().map(Object::toString).collect(Collectors.joining(", "))
                + " or " + values.get(last);
    }
}
