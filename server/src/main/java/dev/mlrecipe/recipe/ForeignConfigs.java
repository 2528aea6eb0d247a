package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.ForeignConfig;
import dev.mlrecipe.yaml.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recognises configurations of the tools next door: coremltools.optimize.torch and coreai-opt. */
final class ForeignConfigs {
    private static final String TORCH = "coremltools.optimize.torch";
    private static final String CORE_AI = "coreai-opt";

    private static final Set<String> CORE_AI_KEYS = Set.of(
            "quantization_config", "kmeans_palettization_config", "magnitude_pruning_config", "quantization_spec",
            "palettization_spec", "pruning_spec");
    private static final Set<String> CORE_AI_LEAF = Set.of(
            "op_state_spec", "op_input_spec", "op_output_spec", "op_type_config", "op_name_config", "module_state_spec",
            "module_input_spec", "module_output_spec");
    private static final Set<String> TORCH_KEYS = Set.of("module_type_configs", "module_name_configs");
    private static final Set<String> RULES = Set.of("global_config", "op_type_configs", "op_name_configs");
    private static final Set<String> TORCH_LEAF = Set.of(
            "n_bits", "weight_dtype", "quantization_scheme", "algorithm", "lut_dtype", "milestone", "milestones",
            "enable_fast_kmeans_mode", "weight_observer", "activation_dtype", "activation_observer",
            "weight_per_channel", "enable_normal_float", "hessian_dampening", "scheduler");

    private ForeignConfigs() {}

    /** The finding for a recipe or step that is written for another tool. */
    static Optional<Finding> recognise(Scope scope, Node.Mapping mapping) {
        Optional<Node.Entry> coreAi = mapping.entries().stream()
                .filter(e -> CORE_AI_KEYS.contains(e.key().text()) || hasAny(e.value(), CORE_AI_LEAF))
                .findFirst();
        if (coreAi.isPresent()) {
            return Optional.of(ForeignConfig.of(
                    coreAi.get().key().span(),
                    CORE_AI,
                    "it compresses PyTorch modules for Core AI; a recipe says the same with config_type, global_config, "
                            + "op_type_configs and op_name_configs",
                    CoreAiConversion.fixes(scope, mapping)));
        }
        if (mapping.has("config_type")) {
            return Optional.empty();
        }
        Optional<Node.Entry> torch = mapping.entries().stream()
                .filter(e -> TORCH_KEYS.contains(e.key().text())
                        || TORCH_LEAF.contains(e.key().text())
                        || (RULES.contains(e.key().text()) && (hasAny(e.value(), TORCH_LEAF) || leafHasAny(e.value()))))
                .findFirst();
        return torch.map(entry -> {
            TorchConversion conversion = new TorchConversion(scope, mapping);
            List<Fix> fixes = conversion.fixes();
            return ForeignConfig.of(entry.key().span(), TORCH, conversion.advice(), fixes);
        });
    }

    private static boolean leafHasAny(Node configs) {
        return configs instanceof Node.Mapping mapping
                && mapping.entries().stream().anyMatch(e -> hasAny(e.value(), TORCH_LEAF));
    }

    private static boolean hasAny(Node node, Set<String> keys) {
        return node instanceof Node.Mapping mapping
                && mapping.entries().stream().anyMatch(e -> keys.contains(e.key().text()));
    }
}
