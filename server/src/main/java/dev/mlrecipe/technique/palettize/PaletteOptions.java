package dev.mlrecipe.technique.palettize;

import dev.mlrecipe.technique.Options;
import java.util.OptionalLong;

/**
 * The options of one rule.
 *
 * @param mode how entries are chosen
 * @param bits width of an index; 0 where the values decide ({@link Mode#UNIQUE})
 * @param grouped whether every group of channels has a table of its own
 * @param groupSize channels of one group; 0 for all of them
 * @param channelAxis the axis of groups and vectors; empty for the output channels
 * @param vectorLength elements of one entry
 * @param scaled whether every output channel is divided by its greatest magnitude first
 */
record PaletteOptions(
        Mode mode,
        int bits,
        boolean grouped,
        long groupSize,
        OptionalLong channelAxis,
        int vectorLength,
        boolean scaled) {

    enum Mode {
        KMEANS,
        UNIFORM,
        UNIQUE
    }

    static final String PER_GROUPED_CHANNEL = "per_grouped_channel";

    /** @throws Refusal for what {@link PalettizeTechnique#check} finds wrong, too */
    static PaletteOptions of(Options options) throws Refusal {
        boolean grouped = options.word("granularity").equals(PER_GROUPED_CHANNEL);
        Mode mode = switch (options.word("mode")) {
            case "uniform" -> Mode.UNIFORM;
            case "unique" -> Mode.UNIQUE;
            default -> Mode.KMEANS;
        };
        int vectorLength = Math.toIntExact(options.whole("cluster_dim"));
        if (mode != Mode.UNIQUE && options.get("nbits").isEmpty()) {
            throw new Refusal("mode " + options.word("mode") + " needs nbits");
        }
        if (mode == Mode.UNIFORM && vectorLength > 1) {
            throw new Refusal("mode uniform makes tables of single values; cluster_dim: 1 would work");
        }
        return new PaletteOptions(
                mode,
                mode == Mode.UNIQUE ? 0 : (int) options.whole("nbits"),
                grouped,
                grouped ? options.whole("group_size") : 0,
                grouped && options.get("channel_axis").isPresent()
                        ? OptionalLong.of(options.whole("channel_axis"))
                        : OptionalLong.empty(),
                vectorLength,
                options.flag("enable_per_channel_scale") && mode != Mode.UNIQUE);
    }
}
