package dev.mlrecipe.testing;

import java.util.List;
import java.util.Map;

/**
 * A way to compress.
 *
 * @param title what it is called in a test report
 * @param since the first target that has it: 16 for iOS16
 * @param few whether it is for weights of few distinct values
 * @param forms by target, the form that a suitable weight gets; a target that is absent has the form of the one before
 * @param steps in order; later ones are joint
 */
public record Way(String title, int since, boolean few, Map<Integer, String> forms, List<Step> steps) {

    /** One step of a recipe: its {@code config_type} and the options of its rule, as YAML. */
    public record Step(String type, String options) {}

    private static final Map<Integer, String> AFFINE = Map.of(16, "affine_dequantize", 18, "blockwise_shift_scale");
    private static final Map<Integer, String> TABLE = Map.of(16, "lut_to_dense");
    private static final Map<Integer, String> SPARSE = Map.of(16, "sparse_to_dense");
    /** Scales around a table since iOS26, a table for each channel before. */
    private static final Map<Integer, String> SCALED = Map.of(18, "lut_to_dense", 26, "lut_to_dense+blockwise_shift_scale");

    private static final Map<Integer, String> SPARSE_SCALED = Map.of(
            18, "lut_to_sparse+sparse_to_dense",
            26, "lut_to_sparse+sparse_blockwise_shift_scale+sparse_to_dense");
    private static final Map<Integer, String> SPARSE_TABLE = Map.of(18, "lut_to_sparse+sparse_to_dense");
    private static final Map<Integer, String> SPARSE_AFFINE = Map.of(18, "sparse_blockwise_shift_scale+sparse_to_dense");
    /** Codes in a table: their scale is around the table since iOS26, inside before. */
    private static final Map<Integer, String> CODED_TABLE =
            Map.of(18, "blockwise_shift_scale+lut_to_dense", 26, "lut_to_dense+blockwise_shift_scale");
    private static final Map<Integer, String> CODED_TABLE_SPARSE = Map.of(
            18, "blockwise_shift_scale+lut_to_sparse+sparse_to_dense",
            26, "lut_to_sparse+sparse_blockwise_shift_scale+sparse_to_dense");
    private static final Map<Integer, String> SPARSE_CODED_TABLE =
            Map.of(18, "blockwise_shift_scale+lut_to_sparse+sparse_to_dense");

    /** Every technique with every kind of option, and every joint form. */
    public static final List<Way> ALL = List.of(
            quantized("int8 per tensor", 16, "granularity: per_tensor"),
            quantized("int8 per channel", 16, "granularity: per_channel"),
            quantized("int8 linear per tensor", 16, "mode: linear, granularity: per_tensor"),
            quantized("int8 linear per channel", 16, "mode: linear"),
            quantized("uint8 per tensor", 16, "dtype: uint8, granularity: per_tensor"),
            quantized("uint8 per channel", 16, "dtype: uint8"),
            quantized("uint8 linear per tensor", 16, "mode: linear, dtype: uint8, granularity: per_tensor"),
            quantized("uint8 linear per channel", 16, "mode: linear, dtype: uint8"),
            quantized("int8 scale search", 16, "scale_search: mse"),
            quantized("int8 per block", 18, "granularity: per_block, block_size: 8"),
            quantized("int4 per tensor", 18, "dtype: int4, granularity: per_tensor"),
            quantized("int4 per channel", 18, "dtype: int4"),
            quantized("int4 per block", 18, "dtype: int4, granularity: per_block, block_size: 16"),
            quantized("int4 linear per block", 18, "mode: linear, dtype: int4, granularity: per_block, block_size: 8"),
            quantized("uint4 per channel", 18, "dtype: uint4"),
            quantized("uint4 per block", 18, "dtype: uint4, granularity: per_block, block_size: 16"),
            quantized("uint4 linear per block", 18, "mode: linear, dtype: uint4, granularity: per_block, block_size: 8"),
            quantized("int4 blocks on every axis", 18, "dtype: int4, granularity: per_block, block_size: [2, 8, 1, 0]"),
            quantized(
                    "int4 scale search", 18, "dtype: int4, granularity: per_block, block_size: 8, scale_search: mse"),
            palettized("1-bit table", 16, "nbits: 1"),
            palettized("2-bit table", 16, "nbits: 2"),
            palettized("3-bit table", 18, "nbits: 3"),
            palettized("4-bit table", 16, "nbits: 4"),
            palettized("6-bit table", 16, "nbits: 6"),
            palettized("8-bit table", 16, "nbits: 8"),
            palettized("uniform 1-bit table", 16, "mode: uniform, nbits: 1"),
            palettized("uniform 4-bit table", 16, "mode: uniform, nbits: 4"),
            new Way("unique table", 16, true, TABLE, List.of(palettize("mode: unique"))),
            palettized("tables of groups", 18, "nbits: 4, granularity: per_grouped_channel, group_size: 8"),
            palettized(
                    "tables of groups of inputs", 18,
                    "nbits: 2, granularity: per_grouped_channel, group_size: 8, channel_axis: 1"),
            palettized(
                    "uniform tables of groups", 18,
                    "mode: uniform, nbits: 3, granularity: per_grouped_channel, group_size: 4"),
            new Way(
                    "unique tables of groups", 18, true, TABLE,
                    List.of(palettize("mode: unique, granularity: per_grouped_channel, group_size: 8"))),
            palettized("vectors", 18, "nbits: 4, cluster_dim: 2"),
            palettized(
                    "vectors of groups", 18,
                    "nbits: 3, cluster_dim: 4, granularity: per_grouped_channel, group_size: 16"),
            palettized(
                    "vectors of inputs", 18,
                    "nbits: 4, cluster_dim: 2, granularity: per_grouped_channel, group_size: 0, channel_axis: 1"),
            new Way("unique vectors", 18, true, TABLE, List.of(palettize("mode: unique, cluster_dim: 2"))),
            joint("channel scale", SCALED, palettize("nbits: 4, enable_per_channel_scale: true")),
            joint("channel scale of uniform table", SCALED,
                    palettize("mode: uniform, nbits: 4, enable_per_channel_scale: true")),
            palettized("channel scale of vectors", 18, "nbits: 6, cluster_dim: 2, enable_per_channel_scale: true"),
            pruned("threshold", "OpThresholdPrunerConfig", "threshold: 0.05, minimum_sparsity_percentile: 0.1"),
            pruned("magnitude", "OpMagnitudePrunerConfig", "target_sparsity: 0.6"),
            pruned("everything", "OpMagnitudePrunerConfig", "target_sparsity: 1.0"),
            pruned("blocks", "OpMagnitudePrunerConfig", "target_sparsity: 0.5, block_size: 3"),
            pruned("blocks of inputs", "OpMagnitudePrunerConfig", "target_sparsity: 0.5, block_size: 2, dim: 1"),
            pruned("2 of 4", "OpMagnitudePrunerConfig", "n_m_ratio: [2, 4]"),
            pruned("1 of 3 outputs", "OpMagnitudePrunerConfig", "n_m_ratio: [1, 3], dim: 0"),
            joint("sparse table", SPARSE_TABLE, prune("target_sparsity: 0.6"), palettize("nbits: 4")),
            joint("sparse tables of groups", SPARSE_TABLE, prune("target_sparsity: 0.6"),
                    palettize("nbits: 3, granularity: per_grouped_channel, group_size: 8")),
            joint("sparse uniform table", SPARSE_TABLE, prune("target_sparsity: 0.6"),
                    palettize("mode: uniform, nbits: 6")),
            new Way("sparse unique table", 18, true, SPARSE_TABLE,
                    List.of(prune("target_sparsity: 0.3"), palettize("mode: unique"))),
            joint("sparse channel scale", SPARSE_SCALED, prune("target_sparsity: 0.6"),
                    palettize("mode: uniform, nbits: 4, enable_per_channel_scale: true")),
            joint("sparse vectors", SPARSE_TABLE, prune("target_sparsity: 0.5, block_size: 2"),
                    palettize("nbits: 4, cluster_dim: 2")),
            joint("sparse int8", SPARSE_AFFINE, prune("target_sparsity: 0.6"), quantize("dtype: int8")),
            joint("sparse uint8 linear", SPARSE_AFFINE, prune("target_sparsity: 0.6"),
                    quantize("mode: linear, dtype: uint8")),
            joint("sparse int4 per block", SPARSE_AFFINE, prune("target_sparsity: 0.6"),
                    quantize("dtype: int4, granularity: per_block, block_size: 8")),
            joint("n:m and int4", SPARSE_AFFINE, prune("n_m_ratio: [2, 4]"), quantize("mode: linear, dtype: int4")),
            joint("int8 table", CODED_TABLE, palettize("nbits: 4"), quantize("granularity: per_tensor")),
            joint("uint8 linear table", CODED_TABLE, palettize("nbits: 6"),
                    quantize("mode: linear, dtype: uint8, granularity: per_tensor")),
            joint("int8 tables of groups", CODED_TABLE,
                    palettize("nbits: 4, granularity: per_grouped_channel, group_size: 8"), quantize("dtype: int8")),
            joint("int8 tables of vectors", CODED_TABLE, palettize("nbits: 4, cluster_dim: 2"), quantize("dtype: int8")),
            joint("sparse int8 table", SPARSE_CODED_TABLE, prune("target_sparsity: 0.6"), palettize("nbits: 4"),
                    quantize("granularity: per_tensor")),
            joint("sparse int8 tables of vectors", SPARSE_CODED_TABLE, prune("target_sparsity: 0.5, block_size: 2"),
                    palettize("nbits: 4, cluster_dim: 2"), quantize("granularity: per_tensor")),
            joint("table and mask", SPARSE_TABLE, palettize("nbits: 4"), prune("target_sparsity: 0.5")),
            joint("vectors and mask", SPARSE_TABLE, palettize("nbits: 4, cluster_dim: 2"), prune("target_sparsity: 0.5")),
            joint("table, mask and int8", SPARSE_CODED_TABLE, palettize("nbits: 4"), prune("target_sparsity: 0.5"),
                    quantize("granularity: per_tensor")),
            joint("int8 table and mask", CODED_TABLE_SPARSE, palettize("nbits: 4"), quantize("granularity: per_tensor"),
                    prune("target_sparsity: 0.5")),
            joint("channel scale and mask", SPARSE_SCALED,
                    palettize("nbits: 4, enable_per_channel_scale: true"), prune("target_sparsity: 0.5")),
            joint("int8, table and mask", CODED_TABLE_SPARSE, quantize("dtype: int8"), palettize("nbits: 4"),
                    prune("target_sparsity: 0.5")),
            joint("int8 and mask", SPARSE_AFFINE, quantize("dtype: int8"), prune("target_sparsity: 0.5")),
            joint("int8 linear and mask", SPARSE_AFFINE, quantize("mode: linear"), prune("target_sparsity: 0.5")),
            joint("int4 per block and mask", SPARSE_AFFINE,
                    quantize("mode: linear, dtype: int4, granularity: per_block, block_size: 8"),
                    prune("target_sparsity: 0.5")),
            joint("int8 and table", CODED_TABLE, quantize("dtype: int8"), palettize("nbits: 4")),
            joint("uint8 linear and table", CODED_TABLE, quantize("mode: linear, dtype: uint8"), palettize("nbits: 3")),
            joint("int8 per tensor and table", CODED_TABLE, quantize("granularity: per_tensor"), palettize("nbits: 4")),
            joint("int8 per tensor and tables of groups", CODED_TABLE, quantize("granularity: per_tensor"),
                    palettize("nbits: 4, granularity: per_grouped_channel, group_size: 8")),
            joint("int8 and vectors", CODED_TABLE, quantize("dtype: int8"), palettize("nbits: 6, cluster_dim: 2")),
            joint("int8 per tensor and unique table", CODED_TABLE, quantize("granularity: per_tensor"),
                    palettize("mode: unique")));

    /** The form that a suitable weight gets at a target. */
    public String form(int target) {
        int from = forms.keySet().stream().filter(since -> since <= target).max(Integer::compare).orElseThrow();
        return forms.get(from);
    }

    /** The steps of a recipe with one rule for all weights. */
    public String forAll() {
        return recipe("global_config: {", "}");
    }

    /** The same, for weights of any size. */
    public String forAllSizes() {
        return recipe("global_config: {weight_threshold: 0, ", "}");
    }

    /** The steps of a recipe with a rule for one const. */
    public String forConst(String constName) {
        return recipe("op_name_configs: {\"" + constName + "\": {", "}}");
    }

    private String recipe(String before, String after) {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            text.append(text.isEmpty() ? "{" : ", {joint_compression: true, ");
            text.append("config_type: ").append(step.type()).append(", ");
            text.append(before).append(step.options()).append(after).append("}");
        }
        return text.toString();
    }

    private static Way quantized(String title, int since, String options) {
        return new Way(title, since, false, AFFINE, List.of(quantize(options)));
    }

    private static Way palettized(String title, int since, String options) {
        return new Way(title, since, false, TABLE, List.of(palettize(options)));
    }

    private static Way pruned(String title, String type, String options) {
        return new Way("prune " + title, 16, false, SPARSE, List.of(new Step(type, options)));
    }

    private static Way joint(String title, Map<Integer, String> forms, Step... steps) {
        return new Way(title, 18, false, forms, List.of(steps));
    }

    private static Step quantize(String options) {
        return new Step("OpLinearQuantizerConfig", options);
    }

    private static Step palettize(String options) {
        return new Step("OpPalettizerConfig", options);
    }

    private static Step prune(String options) {
        return new Step("OpMagnitudePrunerConfig", options);
    }
}
