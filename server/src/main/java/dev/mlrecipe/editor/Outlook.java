package dev.mlrecipe.editor;

import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Measurements.Measurement;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Proposal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a recipe makes of its model: planned sizes, and results where a run did the same.
 *
 * @param rules in the recipe's order
 * @param originalBytes all weights of the model
 * @param storedBytes all weights of the output
 * @param basis how exact {@code storedBytes} is
 */
record Outlook(List<RuleOutlook> rules, long originalBytes, long storedBytes, Proposal.Basis basis) {
    Outlook {
        rules = List.copyOf(rules);
    }

    /** Empty without a model. */
    static Optional<Outlook> of(Snapshot snapshot) {
        Optional<Planning> planning = snapshot.analysis().planning();
        return planning.isPresent() && snapshot.planned().isPresent()
                ? of(snapshot, planning.get(), snapshot.planned().get())
                : Optional.empty();
    }

    private static Optional<Outlook> of(Snapshot snapshot, Planning planning, Report planned) {
        List<PlannedWeight> weights = planning.plan().weights();
        if (weights.size() != planned.layers().size()) {
            return Optional.empty();
        }
        Map<Rule, List<LayerOutlook>> byRule = new IdentityHashMap<>();
        List<LayerOutlook> compressed = new ArrayList<>();
        long stored = 0;
        for (int i = 0; i < weights.size(); i++) {
            LayerResult row = planned.layers().get(i);
            if (weights.get(i).decision() instanceof Decision.Compress compress) {
                PlannedWeight weight = weights.get(i);
                Optional<Measurement> measured = snapshot.measured().flatMap(results -> results.of(weight));
                LayerOutlook layer = new LayerOutlook(
                        compress,
                        row,
                        measured,
                        snapshot.analysis().forecast().flatMap(f -> LayerForecast.of(weight.weight(), f)));
                compressed.add(layer);
                stored += layer.storedBytes();
                byRule.computeIfAbsent(compress.rule(), rule -> new ArrayList<>()).add(layer);
            } else {
                stored += row.storedBytes();
            }
        }
        List<RuleOutlook> rules = planning.uses().stream()
                .map(use -> new RuleOutlook(use, largestFirst(byRule.getOrDefault(use.rule(), List.of()))))
                .toList();
        return Optional.of(new Outlook(rules, planned.totals().originalBytes(), stored, worst(compressed)));
    }

    private static List<LayerOutlook> largestFirst(List<LayerOutlook> layers) {
        return layers.stream()
                .sorted(Comparator.comparingLong(LayerOutlook::originalBytes).reversed())
                .toList();
    }

    static Proposal.Basis worst(List<LayerOutlook> layers) {
        return layers.stream()
                .map(LayerOutlook::basis)
                .max(Comparator.naturalOrder())
                .orElse(Proposal.Basis.EXACT);
    }

    /** The rules of one step. */
    List<RuleOutlook> of(Step step) {
        return rules.stream().filter(rule -> rule.use().step().number() == step.number()).toList();
    }

    /** What all rules together do, ratio and sizes of the whole model. */
    String change() {
        return Amounts.change(originalBytes, storedBytes, basis);
    }

    /** Whether a run measured anything that still holds. */
    boolean measured() {
        return rules.stream().anyMatch(rule -> rule.measured() > 0);
    }
}
