package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.NoInheritance;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code no-inheritance}: a leaf drops what {@code global_config} sets. */
final class InheritanceCheck implements Check {
    private static final String THRESHOLD = "weight_threshold";
    private static final String GRANULARITY = "granularity";

    /** Say nothing in a leaf of another granularity than that of {@code global_config}. */
    private static final Set<String> OF_GRANULARITY = Set.of("group_size", "channel_axis", "block_size");

    @Override
    public List<Finding> findings(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        for (Step step : situation.recipe().steps()) {
            global(step).ifPresent(global -> step.rules().stream()
                    .filter(rule -> !(rule.selector() instanceof Selector.Global))
                    .forEach(rule -> finding(situation, rule, global).ifPresent(findings::add)));
        }
        return findings;
    }

    private static Optional<Config> global(Step step) {
        return step.rules().stream()
                .filter(rule -> rule.selector() instanceof Selector.Global)
                .findFirst()
                .flatMap(Rule::config);
    }

    private static Optional<Finding> finding(Situation situation, Rule rule, Config global) {
        Optional<Config> leaf = rule.config()
                .filter(config -> config.technique().configType().equals(global.technique().configType()));
        List<NoInheritance.Dropped> dropped = leaf.map(config -> dropped(config, global)).orElse(List.of());
        if (dropped.isEmpty()) {
            return Optional.empty();
        }
        Finding finding = NoInheritance.of(rule.span(), dropped);
        if (dropped.size() > 1) {
            return Optional.of(finding);
        }
        NoInheritance.Dropped only = dropped.get(0);
        return Optional.of(finding.withFixes(Edits.add(situation, leaf.get().span(), only.key(), only.global())
                .map(edit -> new Finding.Fix("Add " + only.key() + ": " + only.global(), List.of(edit)))
                .stream()
                .toList()));
    }

    /** What the leaf has from the defaults although {@code global_config} says otherwise. */
    private static List<NoInheritance.Dropped> dropped(Config leaf, Config global) {
        List<NoInheritance.Dropped> dropped = new ArrayList<>();
        boolean apart = leaf.options().isGiven(GRANULARITY)
                && !leaf.options().get(GRANULARITY).equals(global.options().get(GRANULARITY));
        for (Option option : leaf.technique().options()) {
            String key = option.key();
            if (apart && OF_GRANULARITY.contains(key)) {
                continue;
            }
            Optional<Object> here = leaf.options().get(key);
            Optional<Object> there = global.options().get(key);
            if (global.options().isGiven(key) && !leaf.options().isGiven(key) && here.isPresent()
                    && !here.equals(there)) {
                dropped.add(new NoInheritance.Dropped(key, there.orElseThrow().toString(), here.get().toString()));
            }
        }
        if (global.keys().containsKey(THRESHOLD)
                && !leaf.keys().containsKey(THRESHOLD)
                && global.weightThreshold() != leaf.weightThreshold()) {
            dropped.add(new NoInheritance.Dropped(
                    THRESHOLD, Long.toString(global.weightThreshold()), Long.toString(leaf.weightThreshold())));
        }
        return dropped;
    }
}
