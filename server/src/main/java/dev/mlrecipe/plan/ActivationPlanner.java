package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.activation.ActivationSite;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which operations' activations are quantized. Within a step an operation obeys one rule: exact name, pattern in
 * file order, operation type, global. What an earlier step quantizes, later ones leave alone.
 */
final class ActivationPlanner {
    private final List<ActivationSite> sites;
    private final Set<String> names;
    private final Map<String, PlannedActivation> planned = new LinkedHashMap<>();
    private final List<ActivationUse> uses = new ArrayList<>();

    ActivationPlanner(List<ActivationSite> sites) {
        this.sites = sites;
        this.names = sites.stream().map(ActivationSite::op).collect(Collectors.toSet());
    }

    void apply(Step step) {
        Map<ActivationSite, Rule> obeyed = new LinkedHashMap<>();
        for (ActivationSite site : sites) {
            step.rules().stream()
                    .filter(rule -> fits(rule, site))
                    .min(Comparator.comparingInt(this::rank))
                    .ifPresent(rule -> obeyed.put(site, rule));
        }
        for (Rule rule : step.rules()) {
            uses.add(new ActivationUse(
                    step,
                    rule,
                    sites.stream().filter(site -> fits(rule, site)).toList(),
                    sites.stream().filter(site -> rule.equals(obeyed.get(site))).toList()));
        }
        obeyed.forEach((site, rule) -> rule.config()
                .filter(config -> config.technique().quantizesActivations())
                .ifPresent(config -> planned.putIfAbsent(site.op(), new PlannedActivation(site, rule, config))));
    }

    private boolean fits(Rule rule, ActivationSite site) {
        return switch (rule.selector()) {
            case Selector.Name name -> name.name().equals(site.op());
            case Selector.Pattern pattern -> isName(pattern)
                    ? pattern.text().equals(site.op())
                    : pattern.matcher().test(site.op());
            case Selector.OpType type -> type.type().equals(site.type());
            case Selector.Global global -> true;
        };
    }

    /** A key that equals a name is that name, whatever pattern characters it holds. */
    private boolean isName(Selector.Pattern pattern) {
        return names.contains(pattern.text());
    }

    private int rank(Rule rule) {
        return switch (rule.selector()) {
            case Selector.Name name -> 0;
            case Selector.Pattern pattern -> isName(pattern) ? 0 : 1;
            case Selector.OpType type -> 2;
            case Selector.Global global -> 3;
        };
    }

    /** In program order. */
    List<PlannedActivation> planned() {
        return sites.stream()
                .flatMap(site -> Optional.ofNullable(planned.get(site.op())).stream())
                .toList();
    }

    List<ActivationUse> uses() {
        return uses;
    }
}
