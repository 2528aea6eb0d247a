package dev.mlrecipe.suggest;

import java.util.List;
import java.util.stream.Stream;

/**
 * A way to compress a weight.
 *
 * @param title what people call it
 * @param family tables or integers: what devices handle alike
 * @param configType the class of its step
 * @param options its options as they stand in a recipe, between braces
 */
public record Choice(String title, Family family, String configType, String options) {

    /** Leaves a weight as it is. */
    static final Choice LEAVE = new Choice("as it is", Family.NONE, "", "");

    /** What devices handle alike. */
    public enum Family {
        NONE,
        TABLES,
        INTEGERS
    }

    private static final String GRANULARITY = ", granularity: ";
    private static final String GROUPED = GRANULARITY + "per_grouped_channel, group_size: ";

    /** The granularity of this choice as an option, where another one names its own and this one does not. */
    String granularityBeside(Choice other) {
        return other.options().contains(GRANULARITY) && !options.contains(GRANULARITY)
                ? GRANULARITY + (family == Family.INTEGERS ? "per_channel" : "per_tensor")
                : "";
    }

    /**
     * What is tried. Sparse forms are not: at the same size their error is the larger one for weights that were not
     * trained to be sparse, and it harms outputs more than as much error of tables.
     */
    static final List<Choice> ALL = Stream.of(
                    Stream.of(8, 6, 4, 3, 2, 1).map(bits -> table(bits + "-bit tables", "nbits: " + bits)),
                    Stream.of(4, 3, 2).flatMap(bits -> Stream.of(32, 8).map(group ->
                            table(bits + "-bit tables in groups of " + group, "nbits: " + bits + GROUPED + group))),
                    Stream.of(4, 3, 2).map(bits -> table(
                            bits + "-bit tables in groups of 32 along axis 1",
                            "nbits: " + bits + GROUPED + "32, channel_axis: 1")),
                    Stream.of(integer("int8 weights", "mode: linear_symmetric, dtype: int8")),
                    Stream.of(32, 128).map(block -> integer(
                            "int4 in blocks of " + block,
                            "mode: linear_symmetric, dtype: int4" + GRANULARITY + "per_block, block_size: " + block)))
            .flatMap(choices -> choices)
            .toList();

    private static Choice table(String title, String options) {
        return new Choice(title, Family.TABLES, "OpPalettizerConfig", "mode: kmeans, " + options);
    }

    private static Choice integer(String title, String options) {
        return new Choice(title, Family.INTEGERS, "OpLinearQuantizerConfig", options);
    }
}
