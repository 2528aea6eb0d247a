package dev.mlrecipe.recipe;

import dev.mlrecipe.finding.Finding.Fix;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rewrites the global weight setting of a coreai-opt configuration
 * ({@code global_config.op_state_spec.weight}); everything else there names PyTorch modules.
 */
final class CoreAiConversion {
    private static final Map<String, String> TYPES =
            Map.of("quantization_config", "OpLinearQuantizerConfig", "kmeans_palettization_config", "OpPalettizerConfig");
    private static final Map<String, String> SCHEMES = Map.of(
            "symmetric", "linear_symmetric", "symmetric_with_clipping", "linear_symmetric", "asymmetric", "linear");

    private CoreAiConversion() {}

    static List<Fix> fixes(Scope scope, Node.Mapping mapping) {
        for (Node.Entry entry : mapping.entries()) {
            String type = TYPES.get(entry.key().text());
            if (type != null && scope.configTypes().contains(type) && !TreeEdits.isFlow(scope.text(), mapping)) {
                Optional<String> leaf = weight(entry.value()).flatMap(CoreAiConversion::leaf);
                if (leaf.isPresent()) {
                    String lines = "config_type: " + type + scope.text().lineBreak() + "global_config: {" + leaf.get() + "}";
                    return List.of(Fix.replace("Convert the global setting", entry.span(), lines));
                }
            }
        }
        return List.of();
    }

    private static Optional<Node.Mapping> weight(Node config) {
        Node at = config;
        for (String key : List.of("global_config", "op_state_spec", "weight")) {
            if (!(at instanceof Node.Mapping mapping) || !mapping.has(key)) {
                return Optional.empty();
            }
            at = mapping.get(key).orElseThrow();
        }
        return at instanceof Node.Mapping weight ? Optional.of(weight) : Optional.empty();
    }

    private static Optional<String> leaf(Node.Mapping weight) {
        List<String> options = new ArrayList<>();
        word(weight, "n_bits").ifPresent(bits -> options.add("mode: kmeans, nbits: " + bits));
        word(weight, "dtype").ifPresent(dtype -> options.add("dtype: " + dtype));
        word(weight, "qscheme").map(SCHEMES::get).ifPresent(mode -> options.add("mode: " + mode));
        if (weight.get("granularity").orElse(null) instanceof Node.Mapping granularity) {
            word(granularity, "type").ifPresent(type -> options.add("granularity: " + type));
            word(granularity, "group_size").ifPresent(size -> options.add("group_size: " + size));
            word(granularity, "block_size").ifPresent(size -> options.add("block_size: " + size));
        }
        return options.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", options));
    }

    private static Optional<String> word(Node.Mapping mapping, String key) {
        return mapping.get(key)
                .filter(n -> n instanceof Node.Scalar && !n.isNull())
                .map(n -> ((Node.Scalar) n).text());
    }
}
