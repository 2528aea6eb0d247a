package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says in a recipe's words what a coreai-opt configuration says about weights. Its defaults differ: no
 * {@code global_config} means everything, scales are per tensor, and the last rule that matches wins.
 */
final class CoreAiConversion {
    private static final String DIFFERENCE = "it compresses PyTorch modules for Core AI; a recipe says the same with"
            + " config_type, global_config, op_type_configs and op_name_configs";
    private static final Map<String, String> TYPES = Map.of(
            "quantization_config", "OpLinearQuantizerConfig",
            "kmeans_palettization_config", "OpPalettizerConfig",
            "magnitude_pruning_config", "OpMagnitudePrunerConfig");
    private static final Map<String, String> DTYPES = Map.of(
            "int8", "int8", "uint8", "uint8", "int4", "int4", "uint4", "uint4", "int2", "int4", "uint2", "uint4",
            "float4_e2m1fn_x2", "int4", "float4_e2m1fn", "int4");
    private static final Map<String, String> SCHEMES = Map.of("symmetric", "linear_symmetric", "asymmetric", "linear");
    private static final Set<String> RULES = Set.of("global_config", "module_type_configs", "module_name_configs");
    private static final Set<String> SAID = Set.of("dtype", "qscheme", "granularity", "n_bits", "cluster_dim", "target_sparsity");

    private final Scope scope;
    private final Node.Mapping mapping;
    private final Optional<ForeignStep> step;

    CoreAiConversion(Scope scope, Node.Mapping mapping) {
        this.scope = scope;
        this.mapping = mapping;
        this.step = mapping.entries().stream()
                .filter(e -> TYPES.containsKey(e.key().text()))
                .findFirst()
                .map(e -> convert(TYPES.get(e.key().text()), e.value()))
                .or(() -> bare().map(type -> convert(type, mapping)))
                .filter(s -> scope.configTypes().contains(s.configType()));
    }

    List<Fix> fixes() {
        Set<String> keys = new LinkedHashSet<>(ForeignConfigs.CORE_AI_KEYS);
        keys.addAll(RULES);
        keys.addAll(Set.of("execution_mode", "preserved_attributes", "kv_cache_quant_configs"));
        return step.map(s -> s.fixes(scope, mapping, keys)).orElse(List.of());
    }

    String advice() {
        return step.map(s -> s.advice(DIFFERENCE)).orElse(DIFFERENCE);
    }

    /** A configuration without the key that wraps it: what stands under {@code weight} tells. */
    private Optional<String> bare() {
        if (mapping.entries().stream().noneMatch(e -> RULES.contains(e.key().text()))) {
            return Optional.empty();
        }
        Optional<Node.Mapping> weight = mapping.get("global_config").flatMap(CoreAiConversion::weight);
        boolean table = weight.filter(w -> w.has("n_bits")).isPresent();
        boolean sparse = weight.filter(w -> w.has("target_sparsity")).isPresent();
        return Optional.of(table ? "OpPalettizerConfig" : sparse ? "OpMagnitudePrunerConfig" : "OpLinearQuantizerConfig");
    }

    private ForeignStep convert(String type, Node node) {
        ForeignStep converted = new ForeignStep(type);
        List<Node.Entry> entries = entries(node);
        if (entries.stream().noneMatch(e -> e.key().text().equals("global_config"))) {
            converted.global(leaf(Optional.empty(), converted));
        }
        for (Node.Entry entry : entries) {
            switch (entry.key().text()) {
                case "global_config" -> global(entry.value(), converted);
                case "module_type_configs" -> reversed(entry.value())
                        .forEach(e -> converted.byModule(e.key().text(), module(e.value(), converted)));
                case "module_name_configs" -> reversed(entry.value())
                        .forEach(e -> converted.byModuleName(e.key().text(), module(e.value(), converted)));
                case "execution_mode" -> {}
                default -> converted.lost(entry.key().text());
            }
        }
        for (Node.Entry entry : mapping.entries()) {
            if (entry.key().text().equals("coreai_models")) {
                converted.lost("coreai_models");
            }
        }
        return converted;
    }

    private void global(Node config, ForeignStep converted) {
        converted.global(module(config, converted));
        if (config instanceof Node.Mapping module) {
            module.get("op_type_config").stream()
                    .flatMap(types -> reversed(types).stream())
                    .forEach(e -> converted.byModule(e.key().text(), module(e.value(), converted)));
        }
    }

    /** The leaf for a module's settings. */
    private String module(Node config, ForeignStep converted) {
        if (!(config instanceof Node.Mapping module)) {
            return ForeignStep.NULL;
        }
        for (Node.Entry entry : module.entries()) {
            String key = entry.key().text();
            boolean off = entry.value().isNull();
            switch (key) {
                case "op_state_spec", "op_type_config", "enable_fast_kmeans_mode", "rounding_precision" -> {}
                case "op_input_spec", "op_output_spec", "module_input_spec", "module_output_spec" -> {
                    if (!off) {
                        converted.lost("activations (" + key + ")");
                    }
                }
                default -> {
                    if (!off) {
                        converted.lost(key);
                    }
                }
            }
        }
        if (module.get("op_state_spec").filter(Node::isNull).isPresent()) {
            return ForeignStep.NULL;
        }
        if (converted.configType().equals("OpLinearQuantizerConfig")
                && !(module.has("op_input_spec") && module.has("op_output_spec"))) {
            converted.lost("8-bit activations, its default");
        }
        return leaf(weight(module), converted);
    }

    private static Optional<Node.Mapping> weight(Node module) {
        if (!(module instanceof Node.Mapping mapping)
                || !(mapping.get("op_state_spec").orElse(null) instanceof Node.Mapping states)) {
            return Optional.empty();
        }
        return states.entries().stream()
                .filter(e -> Set.of("weight", "*").contains(e.key().text()))
                .map(Node.Entry::value)
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast)
                .findFirst();
    }

    private String leaf(Optional<Node.Mapping> weight, ForeignStep converted) {
        Node.Mapping spec = weight.orElseGet(() -> new Node.Mapping(mapping.span(), List.of()));
        Map<String, String> options = new LinkedHashMap<>();
        switch (converted.configType()) {
            case "OpPalettizerConfig" -> {
                options.put("mode", "kmeans");
                options.put("nbits", word(spec, "n_bits").orElse("4"));
                granularity(spec, converted, options);
                word(spec, "cluster_dim").filter(d -> !d.equals("1")).ifPresent(d -> options.put("cluster_dim", d));
                word(spec, "enable_per_channel_scale")
                        .filter("true"::equalsIgnoreCase)
                        .ifPresent(on -> options.put("enable_per_channel_scale", "true"));
            }
            case "OpMagnitudePrunerConfig" -> options.put("target_sparsity", word(spec, "target_sparsity").orElse("0.5"));
            default -> {
                scheme(word(spec, "qscheme").orElse("symmetric"), converted, options);
                dtype(word(spec, "dtype").orElse("int8"), converted, options);
                options.put("granularity", "per_tensor");
                granularity(spec, converted, options);
            }
        }
        spec.entries().stream()
                .filter(e -> !SAID.contains(e.key().text()) && !options.containsKey(e.key().text()))
                .filter(e -> !isPlain(e))
                .forEach(e -> converted.lost(e.key().text()));
        return ForeignStep.leaf(options);
    }

    /** Values that say what happens anyway. */
    private boolean isPlain(Node.Entry entry) {
        String value = ForeignConfigs.value(scope, entry.value());
        return entry.value().isNull()
                || Set.of(
                                "qformulation zp", "enable_per_channel_scale false", "pruning_scheme unstructured",
                                "qparam_calculator_cls default", "range_calculator_cls minmax",
                                "enable_fast_kmeans_mode true")
                        .contains(entry.key().text() + " " + value.toLowerCase(Locale.ROOT))
                || entry.key().text().equals("rounding_precision")
                || entry.value() instanceof Node.Mapping mapping && word(mapping, "type").filter("unstructured"::equals).isPresent();
    }

    private void scheme(String scheme, ForeignStep converted, Map<String, String> options) {
        options.put("mode", SCHEMES.getOrDefault(scheme, "linear_symmetric"));
        if (scheme.equals("symmetric_with_clipping") && hasScaleSearch()) {
            options.put("scale_search", "mse");
        } else if (!SCHEMES.containsKey(scheme)) {
            converted.lost("qscheme " + scheme);
        }
    }

    private boolean hasScaleSearch() {
        return scope.techniques().stream().anyMatch(t -> t.options().stream().anyMatch(o -> o.key().equals("scale_search")));
    }

    private static void dtype(String dtype, ForeignStep converted, Map<String, String> options) {
        String nearest = DTYPES.getOrDefault(dtype, "int8");
        options.put("dtype", nearest);
        if (!nearest.equals(dtype)) {
            converted.lost("dtype " + dtype + " (" + nearest + " instead)");
        }
    }

    private void granularity(Node.Mapping spec, ForeignStep converted, Map<String, String> options) {
        Node node = spec.get("granularity").orElse(null);
        if (node instanceof Node.Scalar word && !node.isNull()) {
            options.put("granularity", word.text());
        }
        if (!(node instanceof Node.Mapping granularity)) {
            return;
        }
        String type = word(granularity, "type").orElse("per_tensor");
        options.put("granularity", type);
        word(granularity, "group_size").ifPresent(size -> options.put("group_size", size));
        granularity.get("block_size").ifPresent(size ->
                options.put("block_size", ForeignConfigs.value(scope, size).replace("-1", "0")));
        Optional<String> axis = word(granularity, "axis");
        if (axis.isPresent() && type.equals("per_grouped_channel")) {
            options.put("channel_axis", axis.get());
        } else if (axis.filter(a -> !a.equals(type.equals("per_block") ? "1" : "0")).isPresent()) {
            converted.lost("axis " + axis.get());
        }
    }

    private static List<Node.Entry> entries(Node node) {
        return node instanceof Node.Mapping mapping ? mapping.entries() : List.of();
    }

    /** In a recipe the first rule wins. */
    private static List<Node.Entry> reversed(Node node) {
        List<Node.Entry> entries = new ArrayList<>(entries(node));
        Collections.reverse(entries);
        return entries;
    }

    private static Optional<String> word(Node.Mapping mapping, String key) {
        return mapping.get(key)
                .filter(n -> n instanceof Node.Scalar && !n.isNull())
                .map(n -> ((Node.Scalar) n).text());
    }
}
