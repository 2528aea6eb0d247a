package dev.mlrecipe.editor;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.ResultOfLayer;
import dev.mlrecipe.finding.ResultOfRule;
import dev.mlrecipe.recipe.PartFindings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * {@code rule-result} and {@code layer-result}: what a run made of the model, each at the key that decided. Where the
 * recipe has changed since, the planned size stands instead, without an error. Before the first run there are none: the
 * same facts are then hints and lenses.
 */
public final class ResultFindings {
    /** Related places of one finding; a client draws each as a link. */
    private static final int INTELLIJ_RELATED = 50;

    private ResultFindings() {}

    /** In the order of the rules, without what comments hide; empty if nothing that was measured still holds. */
    public static List<Finding> of(Snapshot snapshot) {
        PartFindings all = new PartFindings();
        for (Snapshot part : snapshot.parts()) {
            all.add(
                    part.part(),
                    Outlook.of(part)
                            .filter(Outlook::measured)
                            .map(outlook -> findings(outlook, part.display()))
                            .orElse(List.of()));
        }
        return snapshot.parsed().suppressions().visible(all.all());
    }

    private static List<Finding> findings(Outlook outlook, Display display) {
        Set<LayerOutlook> shown = shown(outlook, display);
        List<Finding> findings = new ArrayList<>();
        for (RuleOutlook rule : outlook.rules()) {
            if (!rule.layers().isEmpty()) {
                Finding result = result(rule, outlook);
                findings.add(display.intellij() ? result.withRelated(related(rule)) : result);
                findings.addAll(layers(rule, shown, !display.intellij() && display.layers() != Display.Layers.OFF));
            }
        }
        return findings;
    }

    private static Set<LayerOutlook> shown(Outlook outlook, Display display) {
        int all = Integer.MAX_VALUE;
        if (display.layers() == Display.Layers.OFF) {
            return Set.of();
        }
        return display.layers() == Display.Layers.ALL
                ? largest(outlook, all, all)
                : largest(outlook, display.perRule(), display.perRecipe());
    }

    /** The largest layers of each rule, and of those the largest of the recipe. */
    private static Set<LayerOutlook> largest(Outlook outlook, int perRule, int perRecipe) {
        Set<LayerOutlook> largest = Collections.newSetFromMap(new IdentityHashMap<>());
        outlook.rules().stream()
                .flatMap(rule -> rule.layers().stream().limit(perRule))
                .sorted(Comparator.comparingLong(LayerOutlook::originalBytes).reversed())
                .limit(perRecipe)
                .forEach(largest::add);
        return largest;
    }

    private static Finding result(RuleOutlook rule, Outlook outlook) {
        List<String> remarks = new ArrayList<>();
        if (rule.refused() > 0) {
            String stay = rule.refused() == 1 ? " stays as it is" : " stay as they are";
            remarks.add(Amounts.count(rule.refused(), "layer") + stay);
        }
        rule.noisiest().ifPresent(layer -> remarks.add(rule.layers().size() == 1
                ? LayerOutlook.snr(layer.snrDb().getAsDouble())
                : "lowest " + LayerOutlook.snr(layer.snrDb().getAsDouble()) + " (" + Names.of(layer.weight()) + ")"));
        if (rule.measured() < rule.layers().size()) {
            remarks.add(rule.measured() + " of " + rule.layers().size() + " measured");
        }
        rule.forecast().map(RuleForecast::words).ifPresent(remarks::add);
        return ResultOfRule.of(
                rule.use().rule().span(),
                rule.layers().size(),
                rule.change(),
                100.0 * rule.originalBytes() / Math.max(1, outlook.originalBytes()),
                remarks);
    }

    /** @param others whether to name the layers that have no line */
    private static List<Finding> layers(RuleOutlook rule, Set<LayerOutlook> shown, boolean others) {
        List<Finding> findings = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (LayerOutlook layer : rule.layers()) {
            if (rule.named() || shown.contains(layer)) {
                findings.add(ResultOfLayer.of(rule.use().rule().span(), line(layer)));
            } else {
                rest.add(layer.label());
            }
        }
        if (others && !rest.isEmpty()) {
            findings.add(ResultOfLayer.others(rule.use().rule().span(), rest));
        }
        return findings;
    }

    private static List<Finding.Related> related(RuleOutlook rule) {
        return rule.layers().stream()
                .limit(INTELLIJ_RELATED)
                .map(layer -> new Finding.Related(rule.use().rule().span(), line(layer)))
                .toList();
    }

    private static String line(LayerOutlook layer) {
        return layer.label() + ": " + layer.facts() + (layer.measured().isPresent() ? "" : ", planned")
                + layer.forecast().map(forecast -> "; " + forecast.words()).orElse("");
    }
}
