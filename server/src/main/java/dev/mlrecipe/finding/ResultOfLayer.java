package dev.mlrecipe.finding;

import dev.mlrecipe.text.Span;
import java.util.List;

/** What one weight became: {@code layer-result}. */
public final class ResultOfLayer {
    private ResultOfLayer() {}

    /**
     * @param rule the narrowest key that caught the layer
     * @param line layer, shape, form, ratio, sizes, error
     */
    public static Finding of(Span rule, String line) {
        return Code.LAYER_RESULT.at(rule, line);
    }

    /**
     * The line that stands for layers without a line of their own.
     *
     * @param layers their names and shapes, largest first; at least one
     */
    public static Finding others(Span rule, List<String> layers) {
        return Code.LAYER_RESULT.at(
                rule,
                "and " + Wording.count(layers.size(), "more layer") + ": " + Wording.some(layers)
                        + "; all are in the report");
    }
}
