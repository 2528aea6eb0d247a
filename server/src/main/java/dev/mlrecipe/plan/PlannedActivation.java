package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.coreml.activation.RangeMethod;
import dev.mlrecipe.coreml.activation.Scheme;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.technique.activation.ActivationTechnique;

/**
 * An operation whose activations are quantized.
 *
 * @param site the operation
 * @param rule the rule that it obeys
 * @param config what the rule asks for
 */
public record PlannedActivation(ActivationSite site, Rule rule, Config config) {

    /** How its activations are quantized. */
    public Scheme scheme() {
        return ActivationTechnique.scheme(config.options());
    }

    /** Which of the numbers of its activations codes span. */
    public RangeMethod method() {
        return ActivationTechnique.method(config.options());
    }
}
