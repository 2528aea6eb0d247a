package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.technique.Option;
import dev.mlrecipe.technique.OptionType;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.yaml.Node;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Says in a recipe's words what a configuration of coremltools.optimize.torch says about weights. */
final class TorchConversion {
    /** Keys beside the rules; they are about training, calibration and tracing. */
    static final Set<String> EXTRA_KEYS = Set.of(
            "calibration_nsamples", "layers", "input_cacher", "non_traceable_module_names", "preserved_attributes");

    private static final String DIFFERENCE =
            "a recipe has config_type, and op_type_configs and op_name_configs for MIL operations";
    private static final Map<String, String> DTYPES = Map.of(
            "qint8", "int8", "quint8", "uint8", "qint4", "int4", "quint4", "uint4", "int8", "int8", "uint8", "uint8",
            "int4", "int4", "uint4", "uint4");
    private static final Map<String, String> SCHEMES = Map.of("symmetric", "linear_symmetric", "affine", "linear");
    /** What coremltools.optimize.torch does anyway, or what a recipe's default says. */
    private static final Map<String, Set<String>> PLAIN = Map.of(
            "lut_dtype", Set.of("f32", "null", ""),
            "granularity", Set.of("per_scalar"),
            "block_size", Set.of("1"),
            "weight_per_channel", Set.of("true"),
            "quantize_activations", Set.of("false"),
            "param_name", Set.of("weight"));

    /** How the work is done, not what comes out. */
    private static final Set<String> ONLY_SPEED =
            Set.of("rounding_precision", "enable_fast_kmeans_mode", "processing_group_size");

    private final Scope scope;
    private final Node.Mapping mapping;
    private final Optional<ForeignStep> step;

    TorchConversion(Scope scope, Node.Mapping mapping) {
        this.scope = scope;
        this.mapping = mapping;
        this.step = configType().map(this::convert);
    }

    List<Fix> fixes() {
        Set<String> keys = new LinkedHashSet<>(EXTRA_KEYS);
        keys.addAll(Set.of("global_config", "module_type_configs", "module_name_configs"));
        loose(step.map(ForeignStep::configType).orElse("")).forEach(e -> keys.add(e.key().text()));
        return step.map(s -> s.fixes(scope, mapping, keys)).orElse(List.of());
    }

    String advice() {
        return step.map(s -> s.advice(DIFFERENCE)).orElse(DIFFERENCE);
    }

    /** Torch documents do not name their class: the keys of the leaves tell. */
    private Optional<String> configType() {
        Set<String> keys = new LinkedHashSet<>();
        collectKeys(mapping, 2, keys);
        String type = keys.contains("n_bits")
                ? "OpPalettizerConfig"
                : keys.stream().anyMatch(Set.of("target_sparsity", "n_m_ratio", "scheduler", "initial_sparsity")::contains)
                        ? "OpMagnitudePrunerConfig"
                        : keys.stream().anyMatch(Set.of("lut_dtype", "cluster_dim", "group_size")::contains)
                                ? "OpPalettizerConfig"
                                : "OpLinearQuantizerConfig";
        return Optional.of(type).filter(scope.configTypes()::contains);
    }

    private static void collectKeys(Node.Mapping mapping, int depth, Set<String> keys) {
        for (Node.Entry entry : mapping.entries()) {
            keys.add(entry.key().text());
            if (depth > 0 && entry.value() instanceof Node.Mapping inner) {
                collectKeys(inner, depth - 1, keys);
            }
        }
    }

    private ForeignStep convert(String configType) {
        ForeignStep converted = new ForeignStep(configType);
        for (Node.Entry entry : mapping.entries()) {
            String key = entry.key().text();
            switch (key) {
                case "global_config" -> converted.global(leaf(entry.value(), converted));
                case "module_type_configs" -> entries(entry.value())
                        .forEach(e -> converted.byModule(e.key().text(), leaf(e.value(), converted)));
                case "module_name_configs" -> entries(entry.value())
                        .forEach(e -> converted.byModuleName(e.key().text(), leaf(e.value(), converted)));
                default -> {
                    if (EXTRA_KEYS.contains(key)) {
                        converted.lost(key);
                    }
                }
            }
        }
        List<Node.Entry> loose = loose(configType);
        if (!mapping.has("global_config") && !loose.isEmpty()) {
            converted.global(leaf(new Node.Mapping(mapping.span(), loose), converted));
        }
        return converted;
    }

    /** Options that stand at the top, without a rule. */
    private List<Node.Entry> loose(String configType) {
        return mapping.entries().stream()
                .filter(e -> ForeignConfigs.TORCH_LEAF.contains(e.key().text()) || knows(configType, e.key().text()))
                .toList();
    }

    private static List<Node.Entry> entries(Node node) {
        return node instanceof Node.Mapping mapping ? mapping.entries() : List.of();
    }

    private String leaf(Node node, ForeignStep converted) {
        if (!(node instanceof Node.Mapping leaf) || "float32".equals(word(leaf, "weight_dtype"))) {
            return ForeignStep.NULL;
        }
        Map<String, String> options = new LinkedHashMap<>();
        if (converted.configType().equals("OpPalettizerConfig")) {
            options.put("mode", "kmeans");
            options.put("nbits", "4");
            if (mapping.has("calibration_nsamples") && takes(converted.configType(), "algorithm", "skm")) {
                // Of the classes with n_bits, only SKMPalettizerConfig has samples.
                options.put("algorithm", "skm");
            }
        }
        for (Node.Entry entry : leaf.entries()) {
            option(entry.key().text(), ForeignConfigs.value(scope, entry.value()), leaf, converted, options);
        }
        if (converted.configType().equals("OpMagnitudePrunerConfig")
                && !options.containsKey("target_sparsity") && !options.containsKey("n_m_ratio")) {
            options.put("target_sparsity", "0.5");
        }
        return ForeignStep.leaf(options);
    }

    private void option(
            String key, String value, Node.Mapping leaf, ForeignStep converted, Map<String, String> options) {
        if (value.equals("null") || PLAIN.getOrDefault(key, Set.of()).contains(value)) {
            return;
        }
        switch (key) {
            case "n_bits" -> options.put("nbits", value);
            case "weight_dtype" -> dtype(value, converted, options);
            case "quantization_scheme" -> {
                if (SCHEMES.containsKey(value) && knows(converted.configType(), "mode")) {
                    options.put("mode", SCHEMES.get(value));
                } else {
                    converted.lost(key);
                }
            }
            case "quantization_granularity" -> converted.lost(key);
            case "algorithm" -> {
                if (takes(converted.configType(), key, value)) {
                    options.put(key, value);
                } else {
                    converted.lost(key);
                }
            }
            case "weight_per_channel" -> options.put("granularity", "per_tensor");
            case "target_sparsity" -> {
                if (leaf.has("n_m_ratio") && !"null".equals(word(leaf, "n_m_ratio"))) {
                    converted.lost(key + " beside n_m_ratio");
                } else {
                    options.put(key, value);
                }
            }
            case "dim" -> {
                if (leaf.has("n_m_ratio") || leaf.has("block_size")) {
                    options.put(key, value);
                }
            }
            case "lut_dtype" -> converted.lost(
                    "lut_dtype " + value + " (a second step, OpLinearQuantizerConfig with joint_compression: true, makes"
                            + " 8-bit tables)");
            case "dtype" -> converted.lost(key + " (of activations)");
            default -> {
                if (knows(converted.configType(), key)) {
                    options.put(key, value);
                } else if (!ONLY_SPEED.contains(key)) {
                    converted.lost(key);
                }
            }
        }
    }

    private void dtype(String value, ForeignStep converted, Map<String, String> options) {
        if (!knows(converted.configType(), "dtype")) {
            converted.lost("weight_dtype " + value + " (a second step)");
        } else if (DTYPES.containsKey(value)) {
            options.put("dtype", DTYPES.get(value));
        } else {
            options.put("dtype", "int8");
            converted.lost("weight_dtype " + value + " (int8 instead)");
        }
    }

    /** Whether a value is one of the words that a key of the technique takes. */
    private boolean takes(String configType, String key, String value) {
        return scope.techniques().stream()
                .filter(technique -> technique.configType().equals(configType))
                .map(Technique::options)
                .flatMap(List::stream)
                .filter(option -> option.key().equals(key))
                .anyMatch(option -> option.type() instanceof OptionType.Words words && words.legal().contains(value));
    }

    private static String word(Node.Mapping leaf, String key) {
        return leaf.get(key).orElse(null) instanceof Node.Scalar scalar ? scalar.text() : "";
    }

    /** Whether a key means the same in the technique. */
    private boolean knows(String configType, String key) {
        return key.equals(Key.WEIGHT_THRESHOLD.word())
                || scope.techniques().stream()
                        .filter(t -> t.configType().equals(configType))
                        .map(Technique::options)
                        .flatMap(List::stream)
                        .map(Option::key)
                        .anyMatch(key::equals);
    }
}
