package dev.mlrecipe.editor;

import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.technique.Proposal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one rule does, as far as it is known.
 *
 * @param use the rule and the weights that its selector fits
 * @param layers the weights whose last step it is, largest first
 */
record RuleOutlook(RuleUse use, List<LayerOutlook> layers) {
    RuleOutlook {
        layers = List.copyOf(layers);
    }

    long originalBytes() {
        return layers.stream().mapToLong(LayerOutlook::originalBytes).sum();
    }

    long storedBytes() {
        return layers.stream().mapToLong(LayerOutlook::storedBytes).sum();
    }

    /** How exact {@link #storedBytes} is. */
    Proposal.Basis basis() {
        return Outlook.worst(layers);
    }

    /** Ratio and sizes of all its layers. */
    String change() {
        return Amounts.change(originalBytes(), storedBytes(), basis());
    }

    /** What is predicted for its operations; empty where the recipe is not about devices. */
    Optional<RuleForecast> forecast() {
        return RuleForecast.of(layers);
    }

    int measured() {
        return (int) layers.stream().filter(layer -> layer.measured().isPresent()).count();
    }

    int refused() {
        return (int) layers.stream().filter(layer -> layer.refusal().isPresent()).count();
    }

    /** The layer with the largest error, if any was measured. */
    Optional<LayerOutlook> noisiest() {
        return layers.stream()
                .filter(layer -> layer.refusal().isEmpty() && layer.snrDb().isPresent())
                .min(Comparator.comparingDouble(layer -> layer.snrDb().getAsDouble()));
    }

    /** Whether the rule is the own entry of what it catches. */
    boolean named() {
        return use.rule().selector() instanceof Selector.Name;
    }
}
