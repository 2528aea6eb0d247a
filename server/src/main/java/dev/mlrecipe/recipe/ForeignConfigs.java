package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.ForeignConfig;
import dev.mlrecipe.yaml.Node;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Recognises configurations of the tools next door: coremltools.optimize.torch and coreai-opt. */
final class ForeignConfigs {
    private static final String TORCH = "coremltools.optimize.torch";
    private static final String CORE_AI = "coreai-opt";

    static final Set<String> CORE_AI_KEYS = Set.of(
            "quantization_config", "kmeans_palettization_config", "magnitude_pruning_config", "quantization_spec",
            "palettization_spec", "pruning_spec", "coreai_models");
    private static final Set<String> CORE_AI_LEAF = Set.of(
            "op_state_spec", "op_input_spec", "op_output_spec", "op_type_config", "op_name_config", "module_state_spec",
            "module_input_spec", "module_output_spec");
    /** Keys of a leaf in all classes of coremltools.optimize.torch that a recipe does not have. */
    static final Set<String> TORCH_LEAF = Set.of(
            "n_bits", "weight_dtype", "quantization_scheme", "quantization_granularity", "algorithm", "lut_dtype",
            "rounding_precision", "enable_fast_kmeans_mode", "enable_normal_float", "hessian_dampening",
            "use_activation_order_heuristic", "processing_group_size", "milestone", "milestones", "quant_min", "quant_max",
            "quantize_activations", "weight_observer", "weight_per_channel", "activation_dtype", "activation_observer",
            "scheduler", "initial_sparsity", "param_name", "partition_size", "cluster_permute", "kmeans_max_iter",
            "kmeans_batch_threshold", "kmeans_n_init", "kmeans_error_bnd", "prune_threshold", "palett_max_mem",
            "palett_tau", "palett_epsilon", "palett_lambda", "palett_mode", "palett_min_tsize", "palett_unique",
            "palett_cluster_tol");
    /** Values of {@code granularity} that only its pruner has. */
    private static final Set<String> TORCH_GRANULARITY = Set.of("per_scalar", "per_kernel", "per_layer");
    private static final Set<String> TORCH_KEYS = Set.of(
            "module_type_configs", "module_name_configs", "calibration_nsamples", "input_cacher",
            "non_traceable_module_names");
    private static final Set<String> RECIPE_KEYS = Set.of("op_type_configs", "op_name_configs");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.+-]+");

    private ForeignConfigs() {}

    /** The finding for a recipe or step that is written for another tool. */
    static Optional<Finding> recognise(Scope scope, Node.Mapping mapping) {
        Optional<Node.Entry> coreAi = mapping.entries().stream()
                .filter(e -> CORE_AI_KEYS.contains(e.key().text()) || isCoreAiRule(e))
                .findFirst();
        if (coreAi.isPresent()) {
            CoreAiConversion conversion = new CoreAiConversion(scope, mapping);
            return Optional.of(
                    ForeignConfig.of(coreAi.get().key().span(), CORE_AI, conversion.advice(), conversion.fixes()));
        }
        // Whoever writes a class of a recipe, or rules for operations, writes a recipe, if with wrong words.
        if (mapping.has("config_type") || RECIPE_KEYS.stream().anyMatch(mapping::has)) {
            return Optional.empty();
        }
        Optional<Node.Entry> torch = mapping.entries().stream()
                .filter(e -> TORCH_KEYS.contains(e.key().text())
                        || TORCH_LEAF.contains(e.key().text())
                        || (e.key().text().equals("global_config") && isTorchLeaf(e.value())))
                .findFirst();
        return torch.map(entry -> {
            TorchConversion conversion = new TorchConversion(scope, mapping);
            return ForeignConfig.of(entry.key().span(), TORCH, conversion.advice(), conversion.fixes());
        });
    }

    private static boolean isCoreAiRule(Node.Entry entry) {
        return switch (entry.key().text()) {
            case "global_config" -> hasAny(entry.value(), CORE_AI_LEAF);
            case "module_type_configs", "module_name_configs" -> entry.value() instanceof Node.Mapping rules
                    && rules.entries().stream().anyMatch(e -> hasAny(e.value(), CORE_AI_LEAF));
            default -> false;
        };
    }

    private static boolean isTorchLeaf(Node leaf) {
        return hasAny(leaf, TORCH_LEAF)
                || leaf instanceof Node.Mapping mapping
                        && mapping.get("granularity").orElse(null) instanceof Node.Scalar word
                        && TORCH_GRANULARITY.contains(word.text());
    }

    private static boolean hasAny(Node node, Set<String> keys) {
        return node instanceof Node.Mapping mapping
                && mapping.entries().stream().anyMatch(e -> keys.contains(e.key().text()));
    }

    /** A value as a recipe can have it: a word without quotes, or the text of a list. */
    static String value(Scope scope, Node node) {
        return switch (node) {
            case Node.Scalar scalar when node.isNull() -> "null";
            case Node.Scalar scalar when PLAIN.matcher(scalar.text()).matches() -> scalar.text();
            case Node.Scalar scalar -> scope.text().slice(scalar.span());
            case Node.Sequence list -> list.items().stream()
                    .map(item -> value(scope, item))
                    .collect(Collectors.joining(", ", "[", "]"));
            case Node.Mapping mapping -> scope.text().slice(mapping.span());
            case Node.Missing missing -> "null";
        };
    }
}
