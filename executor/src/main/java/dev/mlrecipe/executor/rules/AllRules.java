package dev.mlrecipe.executor.rules;

import dev.mlrecipe.executor.translate.Rules;

/** The rules for all operations that can be run. */
public final class AllRules {
    public static final Rules RULES = new Rules();

    static {
        Activations.addTo(RULES);
        Unary.addTo(RULES);
        Binary.addTo(RULES);
        Convolutions.addTo(RULES);
        Pools.addTo(RULES);
        Products.addTo(RULES);
        Norms.addTo(RULES);
        Reductions.addTo(RULES);
        Shaping.addTo(RULES);
        Slices.addTo(RULES);
        Indexing.addTo(RULES);
        Generated.addTo(RULES);
        Resizing.addTo(RULES);
        Recurrent.addTo(RULES);
        Control.addTo(RULES);
        Lists.addTo(RULES);
        Quantization.addTo(RULES);
    }

    private AllRules() {}
}
