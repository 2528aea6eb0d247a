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

    static PaletteOptions of(Options options) {
        boolean grouped = options.word("granularity").equals(PER_GROUPED_CHANNEL);
        Mode mode = switch (options.word("mode")) {
            case "uniform" -> Mode.UNIFORM;
            case "unique" -> Mode.UNIQUE;
            default -> Mode.KMEANS;
        };
        return new PaletteOptions(
                mode,
                mode == Mode.UNIQUE ? 0 : (int) options.whole("nbits"),
                grouped,
                grouped ? options.whole("group_size") : 0,
                grouped && options.get("channel_axis").isPresent()
                        ? OptionalLong.of(options.whole("channel_axis"))
                        : OptionalLong.empty(),
                Math.toIntExact(options.whole("cluster_dim")),
                options.flag("enable_per_channel_scale") && mode != Mode.UNIQUE);
    }
}
