package dev.mlrecipe.editor;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to compress that many people want.
 *
 * @param name what it is called
 * @param use who it is for
 * @param features what it needs of a target, ids of {@code schema/availability.yaml}
 * @param configTypes classes of its steps
 * @param steps each step's lines, with placeholders in snippet syntax
 */
record Preset(String name, String use, List<String> features, List<String> configTypes, List<List<String>> steps) {
    private static final String TABLES = "OpPalettizerConfig";
    private static final String LINEAR = "OpLinearQuantizerConfig";
    private static final String PRUNE = "OpMagnitudePrunerConfig";

    /** The ten most wanted in public code, in that order. */
    static final List<Preset> ALL = List.of(
            one(
                    "int8 weights",
                    "Small and safe: half of float16, nearly without loss.",
                    List.of("quantize.int8"),
                    LINEAR,
                    "global_config: {mode: linear_symmetric, dtype: int8}"),
            one(
                    "6-bit tables",
                    "For the Neural Engine: 2.7 times smaller than float16, usually without visible loss.",
                    List.of("palettize.table"),
                    TABLES,
                    "global_config: {mode: kmeans, nbits: 6}"),
            one(
                    "4-bit tables in groups",
                    "Language models on the Neural Engine. Smaller groups are more accurate and slower.",
                    List.of("palettize.table", "palettize.per_grouped_channel"),
                    TABLES,
                    "global_config: {mode: kmeans, nbits: 4, granularity: per_grouped_channel,"
                            + " group_size: ${1|32,16,8|}}"),
            one(
                    "int4 in blocks",
                    "Language models on the GPU of a Mac.",
                    List.of("quantize.int4", "quantize.per_block"),
                    LINEAR,
                    "global_config: {mode: linear_symmetric, dtype: int4, granularity: per_block,"
                            + " block_size: ${1|32,64,128|}}"),
            one(
                    "6-bit tables, embeddings float",
                    "Diffusion models: everything but lookups of embeddings.",
                    List.of("palettize.table"),
                    TABLES,
                    "global_config: {mode: kmeans, nbits: 6}",
                    "op_type_configs:",
                    "  gather: null"),
            one(
                    "8-bit tables",
                    "Detection and speech: what many call int8. Small layers too.",
                    List.of("palettize.table"),
                    TABLES,
                    "global_config: {mode: kmeans, nbits: 8, weight_threshold: ${1|512,2048|}}"),
            one(
                    "int8 in blocks",
                    "Speech models: 8 bits with a scale per block.",
                    List.of("quantize.int8", "quantize.per_block"),
                    LINEAR,
                    "global_config: {dtype: int8, granularity: per_block, block_size: ${1|32,64|}}"),
            one(
                    "int8 weights, head float",
                    "Leaves the last layers alone, and a table that they share with the embedding.",
                    List.of("quantize.int8"),
                    LINEAR,
                    "global_config: {mode: linear_symmetric, dtype: int8}",
                    "op_name_configs:",
                    "  \"${1:*head*}\": null"),
            new Preset(
                    "6-bit tables, first and last layers int8",
                    "Mixed depth: most bytes in tables, the sensitive ends in 8 bits.",
                    List.of("palettize.table", "quantize.int8"),
                    List.of(TABLES, LINEAR),
                    List.of(
                            List.of(
                                    "config_type: " + TABLES,
                                    "op_name_configs:",
                                    "  \"${1:layer*}\": {mode: kmeans, nbits: 6}"),
                            List.of(
                                    "config_type: " + LINEAR,
                                    "op_name_configs:",
                                    "  \"${2:first*}\": {dtype: int8}",
                                    "  \"${3:last*}\": {dtype: int8}"))),
            new Preset(
                    "Sparse 4-bit tables",
                    "Zeros for half of the weights or more, a table for the others.",
                    List.of("prune", "palettize.table", "joint"),
                    List.of(PRUNE, TABLES),
                    List.of(
                            List.of("config_type: " + PRUNE, "global_config: {target_sparsity: ${1|0.5,0.75,0.8|}}"),
                            List.of(
                                    "config_type: " + TABLES,
                                    "joint_compression: true",
                                    "global_config: {mode: kmeans, nbits: ${2|4,6|}}"))));

    static Preset one(String name, String use, List<String> features, String configType, String... rules) {
        List<String> lines = new ArrayList<>(List.of("config_type: " + configType));
        lines.addAll(List.of(rules));
        return new Preset(name, use, features, List.of(configType), List.of(List.copyOf(lines)));
    }

    /** Whether all its classes are known. */
    boolean isIn(Vocabulary vocabulary) {
        return configTypes.stream().allMatch(type -> vocabulary.technique(type).isPresent());
    }
}
