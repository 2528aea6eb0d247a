package dev.mlrecipe.editor;

import java.util.Map;
import java.util.Optional;

/**
 * Which compute unit a feature is for. From Apple's guides to palettization, quantization, pruning and joint
 * compression (coremltools, docs-guides/source/opt-*.md) and the latencies published there.
 */
final class Advice {
    private static final Map<String, String> BY_FEATURE = Map.ofEntries(
            Map.entry(
                    "palettize.table",
                    "Tables are for the Neural Engine, which expands them while it computes; on the GPU expect"
                            + " less memory rather than speed."),
            Map.entry(
                    "palettize.per_grouped_channel",
                    "More tables cost time on the Neural Engine: groups of 8 or 16 are usually a good"
                            + " compromise. Published for OPT-1.3B on an A17 Pro at 4 bits, relative to one"
                            + " table: groups of 8 take 1.05, 4 take 1.16, 2 take 2.08, single channels 4.0"
                            + " times as long."),
            Map.entry(
                    "quantize.int8",
                    "On the Neural Engine use `per_channel`; together with 8-bit activations it has a fast path on"
                            + " A17 Pro, M4 and later."),
            Map.entry(
                    "quantize.int4",
                    "4-bit integers are for the GPU of Macs, in blocks; for the Neural Engine take tables."),
            Map.entry(
                    "quantize.per_block",
                    "Blocks are for the GPU of Macs. On the Neural Engine use `per_channel`: before the M3 it is"
                            + " reported to expand blocks to float16."),
            Map.entry(
                    "prune",
                    "Gains on the Neural Engine start at 75 % zeros, or with blocks of 2 and more; on the CPU"
                            + " with n:m patterns whose m fits 16 (3:4, 7:8, 14:16) and n/m of at least 0.5."),
            Map.entry("joint", "The savings of both steps add up."));

    /** Features of the first compressed form expand when a model is loaded on the oldest systems that have them. */
    static final String SIZE_ONLY = "iOS 16 and its peers expand compressed weights when the model is loaded:"
            + " smaller file, same memory and latency. Later systems may do it while they compute.";

    private static final Map<String, String> UNITS = Map.of(
            "all", "CPU, GPU and Neural Engine: the system chooses for every operation.",
            "cpu_only", "The CPU alone. It gains most from n:m patterns; other forms may be expanded when the"
                    + " model is loaded.",
            "cpu_and_gpu", "Everything but the Neural Engine. On the GPU of a Mac, int4 in blocks gains most.",
            "cpu_and_ne",
                    "Everything but the GPU. The Neural Engine gains most from tables, from int8 with a scale"
                            + " per channel, and from 75 % zeros and more.");

    private Advice() {}

    /** What a word of {@code compute_units} means. */
    static Optional<String> ofUnits(String word) {
        return Optional.ofNullable(UNITS.get(word)).map(text -> "**`compute_units: " + word + "`**\n\n" + text);
    }

    static Optional<String> of(String feature) {
        return Optional.ofNullable(BY_FEATURE.get(feature));
    }
}
