package dev.mlrecipe.recipe;

import dev.mlrecipe.text.Span;
import java.util.Optional;

/**
 * What to do with the weights that a selector catches.
 *
 * @param path key path in the recipe, for example {@code steps[0].op_name_configs.classifier}
 * @param selector which weights
 * @param config how to compress them; empty for {@code null}: leave alone
 * @param span the key that names the rule
 * @param line 1-based line of {@code span}
 */
public record Rule(String path, Selector selector, Optional<Config> config, Span span, int line) {

    // Plans look rules up, mostly the same ones. What a record would do without these is generated in every process.
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Rule rule
                        && path.equals(rule.path)
                        && selector.equals(rule.selector)
                        && config.equals(rule.config)
                        && span.equals(rule.span)
                        && line == rule.line;
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }
}
