package dev.mlrecipe.technique.prune;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Workbench;
import dev.mlrecipe.technique.kernel.ChannelGroups;
import dev.mlrecipe.technique.kernel.GroupKeeper;
import dev.mlrecipe.technique.kernel.GroupRules;
import dev.mlrecipe.technique.kernel.MagnitudeCut;
import dev.mlrecipe.technique.kernel.Values;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Which values magnitude pruning takes together. */
sealed interface MagnitudePattern {

    /** Elements of a group of channels, which is decided as a whole: one byte of memory each. */
    long MAX_GROUP = 1 << 24;

    static MagnitudePattern of(Options options) {
        if (options.isGiven("n_m_ratio")) {
            List<?> ratio = (List<?>) options.get("n_m_ratio").orElseThrow();
            return new SomeOfEvery(whole(ratio.get(0)), whole(ratio.get(1)), whole(options.get("dim").orElse(1L)));
        }
        double share = options.real("target_sparsity");
        if (options.isGiven("block_size")) {
            return new Blocks(share, (int) options.whole("block_size"), whole(options.get("dim").orElse(0L)));
        }
        return new Single(share);
    }

    private static int whole(Object value) {
        return Math.toIntExact((Long) value);
    }

    /** Why the pattern does not suit a weight; empty if it does. */
    Optional<String> unfit(Subject weight);

    /** At most this many elements are kept. */
    long mostKept(Shape shape);

    /** Looks at the values and decides. */
    Pruning.Keepers keepers(Representation form, Workbench bench) throws IOException;

    private static long partOf(long count, double share) {
        return (long) Math.rint(count * share);
    }

    private static ChannelGroups groups(Representation form, int dim, int size, Workbench bench) throws IOException {
        return new ChannelGroups(Values.of(form), form.shape(), dim, size, bench::checkCancelled);
    }

    /** What both patterns over channels need. {@code key} and {@code value} are what asks for it. */
    private static Optional<String> unfit(Subject weight, String key, String value, int size, int dim) {
        boolean layer = weight.opType().equals("conv") || weight.opType().equals("linear");
        if (!weight.namedConst() && !(layer && weight.input().equals("weight"))) {
            return Optional.of(key + " applies to weights of conv and linear, this is " + weight.input() + " of "
                    + weight.opType() + "; a rule with the const's own name applies to any weight");
        }
        Shape shape = weight.shape();
        if (shape.rank() < 2 || shape.rank() > 5) {
            return Optional.of(key + " needs a weight of rank 2 to 5, this is " + shape
                    + "; target_sparsity alone works for any rank");
        }
        long channels = shape.dim(dim);
        if (size > channels / 2) {
            return Optional.of(key + " " + value + " needs at least " + 2L * size + " channels on axis " + dim
                    + ", the weight " + shape + " has " + channels + "; target_sparsity alone works for any size");
        }
        if (shape.stride(dim) > MAX_GROUP / size) {
            return Optional.of(key + " " + value + " on axis " + dim + " makes groups of more than " + MAX_GROUP
                    + " elements of " + shape + "; target_sparsity alone works for any size");
        }
        return Optional.empty();
    }

    /**
     * Single values.
     *
     * @param share how many of them go, from 0 to 1
     */
    record Single(double share) implements MagnitudePattern {
        @Override
        public Optional<String> unfit(Subject weight) {
            return Optional.empty();
        }

        @Override
        public long mostKept(Shape shape) {
            return shape.elements() - gone(shape);
        }

        /** How many values go. */
        long gone(Shape shape) {
            return partOf(shape.elements(), share);
        }

        @Override
        public Pruning.Keepers keepers(Representation form, Workbench bench) throws IOException {
            long elements = form.shape().elements();
            boolean half = form.type() == DataType.FLOAT16;
            MagnitudeCut cut = MagnitudeCut.of(
                    Values.of(form), elements, half, gone(form.shape()), bench::checkCancelled);
            return cut::keeper;
        }
    }

    /**
     * Blocks of consecutive channels. The last one of an axis may be shorter.
     *
     * @param share how many of the blocks go, from 0 to 1
     * @param size channels of a block
     * @param dim axis of the channels
     */
    record Blocks(double share, int size, int dim) implements MagnitudePattern {
        @Override
        public Optional<String> unfit(Subject weight) {
            return MagnitudePattern.unfit(weight, "block_size", Integer.toString(size), size, dim);
        }

        @Override
        public long mostKept(Shape shape) {
            long channels = shape.dim(dim);
            long columns = shape.elements() / channels;
            long tail = channels % size;
            long gone = partOf((channels + size - 1) / size * columns, share);
            long goneShort = tail == 0 ? 0 : Math.min(gone, columns);
            return shape.elements() - goneShort * tail - (gone - goneShort) * size;
        }

        @Override
        public Pruning.Keepers keepers(Representation form, Workbench bench) throws IOException {
            ChannelGroups groups = groups(form, dim, size, bench);
            GroupRules.BlockCut cut = GroupRules.blocks(groups, partOf(groups.count() * groups.width(), share));
            return () -> new GroupKeeper(groups, cut.rule(groups));
        }
    }

    /**
     * n of every m channels.
     *
     * @param n how many go
     * @param m out of how many consecutive ones
     * @param dim axis of the channels
     */
    record SomeOfEvery(int n, int m, int dim) implements MagnitudePattern {
        @Override
        public Optional<String> unfit(Subject weight) {
            return MagnitudePattern.unfit(weight, "n_m_ratio", "[" + n + ", " + m + "]", m, dim);
        }

        @Override
        public long mostKept(Shape shape) {
            long channels = shape.dim(dim);
            long columns = shape.elements() / channels;
            long tail = channels % m;
            long goneOfTail = tail == 0 ? 0 : Math.max(0, n - (m - tail));
            return shape.elements() - columns * (channels / m * n + goneOfTail);
        }

        @Override
        public Pruning.Keepers keepers(Representation form, Workbench bench) throws IOException {
            ChannelGroups groups = groups(form, dim, m, bench);
            return () -> new GroupKeeper(groups, GroupRules.smallest(groups, n));
        }
    }
}
