package dev.mlrecipe.export;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The compression functions of {@code coremltools.optimize.coreml}; each takes its own configuration classes only. */
enum Pass {
    QUANTIZE("linear_quantize_weights", "_quantized", List.of("OpLinearQuantizerConfig")),
    PALETTIZE("palettize_weights", "_palettized", List.of("OpPalettizerConfig")),
    PRUNE("prune_weights", "_sparsified", List.of("OpMagnitudePrunerConfig", "OpThresholdPrunerConfig"));

    private final String function;
    private final String suffix;
    private final List<String> configTypes;

    Pass(String function, String suffix, List<String> configTypes) {
        this.function = function;
        this.suffix = suffix;
        this.configTypes = configTypes;
    }

    /** The function's name. */
    String function() {
        return function;
    }

    /** What the function appends to the name of a const that it compresses. */
    String suffix() {
        return suffix;
    }

    /** The function that takes a configuration class; empty where coremltools has none. */
    static Optional<Pass> of(String configType) {
        return Arrays.stream(values()).filter(pass -> pass.configTypes.contains(configType)).findFirst();
    }
}
