package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import java.util.List;

/**
 * What one rule about activations does to a model.
 *
 * @param step the step it belongs to
 * @param rule the rule
 * @param matched operations that its selector fits, whichever rule they obey
 * @param obeying those of them that obey it
 */
public record ActivationUse(Step step, Rule rule, List<ActivationSite> matched, List<ActivationSite> obeying) {
    public ActivationUse {
        matched = List.copyOf(matched);
        obeying = List.copyOf(obeying);
    }
}
