package dev.mlrecipe.imports;

import dev.mlrecipe.imports.Value.OpConfig;
import dev.mlrecipe.imports.Value.Optimization;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Functions that took their options as arguments: {@code coremltools.compression_utils} (up to 6.x) and
 * {@code neural_network.quantization_utils}.
 */
final class OldFunctions {
    private OldFunctions() {}

    static Value.Pass pass(String function, Arguments arguments) {
        Map<String, Value> options = new LinkedHashMap<>();
        Value mode = arguments.get("mode", 1)
                .or(() -> arguments.get("quantization_mode", 2))
                .orElse(new Value.Text("linear"));
        String word = Value.text(mode).orElse("");
        String name;
        String type;
        switch (function) {
            case "palettize_weights" -> {
                name = function;
                type = "OpPalettizerConfig";
                options.put("mode", arguments.get("mode", 2).orElse(new Value.Text("kmeans")));
                arguments.get("nbits", 1).ifPresent(bits -> options.put("nbits", bits));
                arguments.get("lut_function").ifPresent(lut -> options.put("lut_function", lut));
            }
            case "sparsify_weights" -> {
                name = "prune_weights";
                boolean threshold = !word.equals("percentile_based");
                type = threshold ? "OpThresholdPrunerConfig" : "OpMagnitudePrunerConfig";
                arguments.get(threshold ? "threshold" : "target_percentile")
                        .ifPresent(value -> options.put(threshold ? "threshold" : "target_sparsity", value));
            }
            case "quantize_weights" -> {
                boolean table = word.startsWith("kmeans") || word.equals("custom_lut");
                name = table ? "palettize_weights" : "linear_quantize_weights";
                type = table ? "OpPalettizerConfig" : "OpLinearQuantizerConfig";
                Optional<Value> bits = arguments.get("nbits", 1);
                if (table) {
                    options.put("mode", new Value.Text("kmeans"));
                    bits.ifPresent(value -> options.put("nbits", value));
                } else {
                    options.put("mode", new Value.Text(word.equals("linear_symmetric") ? word : "linear"));
                    bits.ifPresent(value -> options.put("dtype", dtype(value)));
                }
            }
            default -> {
                name = "linear_quantize_weights";
                type = "OpLinearQuantizerConfig";
                options.put("mode", mode);
                arguments.get("dtype").ifPresent(dtype -> options.put("dtype", dtype));
            }
        }
        Optimization config = new Optimization(arguments.line());
        config.configType = type;
        if (function.equals("quantize_weights")) {
            config.notes.add(new Note(
                    arguments.line(),
                    "quantize_weights is for neural networks; for ML programs these are the nearest options"));
        }
        config.global = Optional.of(new OpConfig(type, options, arguments.line()));
        arguments.get("op_selector").filter(selector -> !(selector instanceof Value.None)).ifPresent(selector ->
                config.notes.add(new Note(arguments.line(), "op_selector: a function that picks weights; not imported")));
        return new Value.Pass(name, config, false, arguments.line());
    }

    private static Value dtype(Value bits) {
        return Value.plain(bits) instanceof Value.Numeral number ? new Value.Text("int" + number.text()) : bits;
    }
}
