package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Edit;
import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rewrites what a configuration of coremltools.optimize.torch and a recipe have in common. */
final class TorchConversion {
    private static final Map<String, String> KEYS = Map.of("n_bits", "nbits", "weight_dtype", "dtype");
    private static final Map<String, String> DTYPES =
            Map.of("qint8", "int8", "quint8", "uint8", "qint4", "int4", "quint4", "uint4");
    private static final Map<String, String> SCHEMES = Map.of("symmetric", "linear_symmetric", "affine", "linear");
    private static final Set<String> SAME = Set.of(
            "nbits", "granularity", "group_size", "channel_axis", "cluster_dim", "enable_per_channel_scale", "block_size",
            "target_sparsity", "n_m_ratio", "dim", "weight_threshold", "dtype");
    private static final List<String> OP_TYPES = List.of("conv", "conv_transpose", "linear", "gather", "matmul");

    private final Scope scope;
    private final Node.Mapping mapping;
    private final List<Edit> edits = new ArrayList<>();
    private final Set<String> lost = new LinkedHashSet<>();
    private final boolean convertible;

    TorchConversion(Scope scope, Node.Mapping mapping) {
        this.scope = scope;
        this.mapping = mapping;
        this.convertible = configType().map(this::convert).orElse(false);
    }

    List<Fix> fixes() {
        return convertible ? List.of(new Fix("Convert to a recipe", edits)) : List.of();
    }

    String advice() {
        String difference = "a recipe has config_type, and op_type_configs and op_name_configs for MIL operations";
        return lost.isEmpty() ? difference : difference + "; no equivalent: " + String.join(", ", lost);
    }

    /** Torch documents do not name their class: the keys of the leaves tell. */
    private Optional<String> configType() {
        Set<String> keys = new LinkedHashSet<>();
        leaves().forEach(leaf -> leaf.entries().forEach(e -> keys.add(e.key().text())));
        String type = keys.contains("n_bits")
                ? "OpPalettizerConfig"
                : keys.contains("weight_dtype") || keys.contains("quantization_scheme")
                        ? "OpLinearQuantizerConfig"
                        : keys.contains("target_sparsity") || keys.contains("n_m_ratio") ? "OpMagnitudePrunerConfig" : "";
        return Optional.of(type).filter(scope.configTypes()::contains);
    }

    private List<Node.Mapping> leaves() {
        List<Node.Mapping> leaves = new ArrayList<>();
        for (Node.Entry entry : mapping.entries()) {
            if (entry.key().text().equals("global_config") && entry.value() instanceof Node.Mapping leaf) {
                leaves.add(leaf);
            } else if (entry.value() instanceof Node.Mapping configs) {
                configs.entries().stream()
                        .map(Node.Entry::value)
                        .filter(Node.Mapping.class::isInstance)
                        .forEach(v -> leaves.add((Node.Mapping) v));
            }
        }
        return leaves;
    }

    private boolean convert(String configType) {
        TreeEdits.prepend(scope.text(), mapping, "config_type: " + configType).ifPresent(edits::add);
        boolean possible = !edits.isEmpty();
        for (Node.Entry entry : mapping.entries()) {
            String key = entry.key().text();
            if (key.equals("module_type_configs") && entry.value() instanceof Node.Mapping types) {
                edits.add(new Edit(entry.key().span(), "op_type_configs"));
                types.entries().forEach(this::convertType);
            } else if (key.equals("module_name_configs")) {
                lost.add("module_name_configs (the names of a converted model differ)");
                possible &= remove(mapping, entry);
            }
        }
        for (Node.Mapping leaf : leaves()) {
            if (!isRemoved(leaf)) {
                for (Node.Entry entry : leaf.entries()) {
                    possible &= convertOption(leaf, entry);
                }
            }
        }
        return possible;
    }

    private boolean isRemoved(Node.Mapping leaf) {
        return mapping.entry("module_name_configs")
                .filter(e -> e.value().span().start() <= leaf.span().start()
                        && leaf.span().end() <= e.value().span().end())
                .isPresent();
    }

    private void convertType(Node.Entry type) {
        String word = type.key().text();
        Optional<String> opType = Nearest.of(word.substring(word.lastIndexOf('.') + 1), OP_TYPES);
        opType.ifPresentOrElse(t -> edits.add(new Edit(type.key().span(), t)), () -> lost.add(word));
    }

    private boolean convertOption(Node.Mapping leaf, Node.Entry entry) {
        String key = entry.key().text();
        Span value = entry.value().span();
        String text = entry.value() instanceof Node.Scalar scalar ? scalar.text() : "";
        if (key.equals("quantization_scheme") && SCHEMES.containsKey(text)) {
            edits.add(new Edit(entry.key().span(), "mode"));
            edits.add(new Edit(value, SCHEMES.get(text)));
            return true;
        }
        if (KEYS.containsKey(key) || SAME.contains(key)) {
            if (KEYS.containsKey(key)) {
                edits.add(new Edit(entry.key().span(), KEYS.get(key)));
            }
            if (key.equals("weight_dtype") && DTYPES.containsKey(text)) {
                edits.add(new Edit(value, DTYPES.get(text)));
            }
            return true;
        }
        lost.add(key);
        return remove(leaf, entry);
    }

    private boolean remove(Node.Mapping from, Node.Entry entry) {
        Optional<Fix> removal = TreeEdits.remove(scope.text(), from, entry);
        removal.ifPresent(fix -> edits.addAll(fix.edits()));
        return removal.isPresent();
    }
}
