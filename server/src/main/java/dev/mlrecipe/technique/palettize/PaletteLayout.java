package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Suggestion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * How tables and vectors lie in a weight.
 *
 * @param shape the weight
 * @param axis where groups and vectors lie; 0 where there are neither
 * @param groups tables along the axis
 * @param vectorLength elements of one entry, consecutive along the axis
 * @param scaleAxis output channels, which have a scale each; −1 for no scales
 */
record PaletteLayout(Shape shape, int axis, int groups, int vectorLength, int scaleAxis) {
    static final Suggestion UNSCALED = new Suggestion("enable_per_channel_scale", false);
    private static final Suggestion SINGLE = new Suggestion("cluster_dim", 1L);

    /** @throws Refusal if the options do not fit the weight's shape */
    static PaletteLayout of(Subject weight, PaletteOptions options) throws Refusal {
        Shape shape = weight.shape();
        if (shape.rank() == 0 || shape.elements() == 0) {
            throw new Refusal("its shape " + shape + " leaves nothing to put into a table");
        }
        int vector = options.vectorLength();
        int axis = options.grouped() || vector > 1 ? channelAxis(weight, options) : 0;
        long channels = shape.dim(axis);
        String what = channels + (options.channelAxis().isPresent() ? " channels of axis " + axis : " output channels");
        long size = options.groupSize() == 0 ? channels : options.groupSize();
        if (channels % size != 0 || size > channels) {
            List<Long> nearest = nearest(divisors(channels).filter(d -> d % vector == 0), size);
            throw new Refusal(
                    "group_size " + size + " does not divide the " + what + either(nearest),
                    suggestions("group_size", nearest));
        }
        if (options.groupSize() > 0 && size % vector != 0) {
            List<Long> nearest = nearest(divisors(size), vector);
            throw new Refusal(
                    "cluster_dim " + vector + " does not divide the group_size of " + size + either(nearest),
                    suggestions("cluster_dim", nearest));
        }
        if (channels % vector != 0) {
            List<Long> nearest = nearest(divisors(channels), vector);
            throw new Refusal(
                    "cluster_dim " + vector + " does not divide the " + what + either(nearest),
                    suggestions("cluster_dim", nearest));
        }
        int scaleAxis = options.scaled() ? outputAxis(weight, "enable_per_channel_scale: false would work", UNSCALED) : -1;
        int groups = Math.toIntExact(channels / size);
        return new PaletteLayout(shape, axis, groups, vector, scaleAxis);
    }

    private static int channelAxis(Subject weight, PaletteOptions options) throws Refusal {
        if (options.channelAxis().isEmpty()) {
            return options.grouped()
                    ? outputAxis(weight, "channel_axis would choose one", new Suggestion("channel_axis", 0L))
                    : outputAxis(weight, "cluster_dim: 1 would work", SINGLE);
        }
        int rank = weight.shape().rank();
        long axis = options.channelAxis().getAsLong();
        long counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw new Refusal(
                    "channel_axis " + axis + " is outside of its shape " + weight.shape() + "; 0 to " + (rank - 1)
                            + " would work",
                    new Suggestion("channel_axis", axis < 0 ? 0L : rank - 1L));
        }
        return (int) counted;
    }

    private static int outputAxis(Subject weight, String remedy, Suggestion suggestion) throws Refusal {
        ChannelAxes axes = weight.axes()
                .orElseThrow(() -> new Refusal(
                        "the operations that use it disagree which axis holds the output channels; " + remedy,
                        suggestion));
        if (axes.output() >= weight.shape().rank()) {
            throw new Refusal("its shape " + weight.shape() + " has no axis of output channels; " + remedy, suggestion);
        }
        return axes.output();
    }

    private static LongStream divisors(long number) {
        return LongStream.rangeClosed(1, Math.min(number, 1 << 20)).filter(d -> number % d == 0);
    }

    /** The three numbers nearest to what was asked, ascending. */
    private static List<Long> nearest(LongStream possible, long asked) {
        return possible.boxed()
                .sorted(Comparator.comparingLong((Long d) -> Math.abs(d - asked)).thenComparing(d -> d))
                .limit(3)
                .sorted()
                .toList();
    }

    private static List<Suggestion> suggestions(String key, List<Long> values) {
        return values.stream().map(value -> new Suggestion(key, value)).toList();
    }

    /** For example {@code "; 24, 30 or 40 would"}. */
    private static String either(List<Long> nearest) {
        if (nearest.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("; ").append(nearest.getFirst());
        for (int i = 1; i < nearest.size(); i++) {
            text.append(i + 1 < nearest.size() ? ", " : " or ").append(nearest.get(i));
        }
        return text.append(" would").toString();
    }

    /** Shape of the indices: the weight's with the axis divided by the vector length. */
    Shape indexShape() {
        return shape.with(axis, shape.dim(axis) / vectorLength);
    }

    /** {@code [1, .., groups on the axis, .., 1, 2^bits, vectorLength]}. */
    Shape tableShape(int bits) {
        return Shape.ones(shape.rank()).with(axis, groups).append(1L << bits, vectorLength);
    }

    /** {@code [1, .., output channels, .., 1]}. */
    Shape scaleShape() {
        return Shape.ones(shape.rank()).with(scaleAxis, shape.dim(scaleAxis));
    }

    /** Elements of the weight that share a table. */
    long groupElements() {
        return shape.elements() / groups;
    }

    /** Whether the elements of one group follow those of the other. */
    boolean inTurn() {
        return shape.dim(axis) * shape.stride(axis) == shape.elements();
    }

    PaletteLayout withoutScale() {
        return new PaletteLayout(shape, axis, groups, vectorLength, -1);
    }

    /**
     * The layout whose tables have room for the scales: one for every output channel, or for every vector of them.
     * Empty where the tables already lie along another axis.
     */
    Optional<PaletteLayout> scalesInTables() {
        boolean free = groups == 1 && vectorLength == 1;
        if (!free && axis != scaleAxis) {
            return Optional.empty();
        }
        int tables = Math.toIntExact(shape.dim(scaleAxis) / vectorLength);
        return Optional.of(new PaletteLayout(shape, scaleAxis, tables, vectorLength, -1));
    }

    /**
     * The layout whose tables have room for existing scales: each table belongs to one of them, or each element of its
     * vectors does.
     *
     * @param scales shape of the scales, one entry per block of the weight
     * @throws Refusal if tables cannot follow the scales
     */
    PaletteLayout alongScales(Shape scales) throws Refusal {
        int along = -1;
        for (int i = 0; i < scales.rank(); i++) {
            if (scales.dim(i) > 1 && along >= 0) {
                throw new Refusal("its scales " + scales + " lie along several axes, and before iOS 26 tables can only"
                        + " follow those of one; granularity per_tensor or per_channel in the quantizing step would work");
            }
            along = scales.dim(i) > 1 ? i : along;
        }
        if (along < 0) {
            return this;
        }
        if (axis != along && (groups > 1 || vectorLength > 1)) {
            throw new Refusal("its scales lie along axis " + along + " and its tables along axis " + axis
                    + ", which needs iOS 26; channel_axis: " + along + " would work",
                    new Suggestion("channel_axis", (long) along));
        }
        long channels = shape.dim(along);
        long wanted = scales.dim(along);
        if (channels / wanted % vectorLength != 0) {
            if (wanted != channels) {
                throw new Refusal("cluster_dim " + vectorLength + " does not divide the " + channels / wanted
                        + " channels of one scale; cluster_dim: 1 would work", SINGLE);
            }
            wanted = channels / vectorLength;
        }
        return new PaletteLayout(shape, along, Math.toIntExact(common(groups, wanted)), vectorLength, -1);
    }

    /** The least common multiple. */
    private static long common(long a, long b) {
        long x = a;
        for (long y = b; y != 0; ) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return a / x * b;
    }

    /** Existing scales as those of the tables: per table, or per element of its vectors. */
    Shape tableScaleShape(Shape scales) {
        boolean perElement = vectorLength > 1 && scales.dim(axis) > groups;
        return perElement ? scales.with(axis, scales.dim(axis) / vectorLength).append(1, vectorLength) : scales.append(1, 1);
    }
}
