package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.ConflictingConfigs;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Conflict;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code conflicting-configs}: operations that share a weight disagree; one finding per set of rules. */
final class ConflictCheck implements Check {
    @Override
    public List<Finding> findings(Situation situation) {
        Map<List<Rule>, List<Conflict>> byRules = new LinkedHashMap<>();
        for (Conflict conflict : situation.planning().map(Planning::conflicts).orElse(List.of())) {
            byRules.computeIfAbsent(rules(conflict), rules -> new ArrayList<>()).add(conflict);
        }
        return byRules.entrySet().stream().map(e -> finding(e.getKey(), e.getValue())).toList();
    }

    private static List<Rule> rules(Conflict conflict) {
        return conflict.claims().stream().map(Conflict.Claim::rule).flatMap(Optional::stream).distinct().toList();
    }

    private static Finding finding(List<Rule> rules, List<Conflict> conflicts) {
        Conflict first = conflicts.get(0);
        List<Finding.Related> related = rules.stream()
                .map(rule -> new Finding.Related(rule.span(), users(first, rule) + " obeys this rule"))
                .toList();
        return ConflictingConfigs.of(
                rules.get(0).span(),
                Layers.labels(conflicts.stream().map(Conflict::weight).toList()),
                first.reason(),
                related);
    }

    private static String users(Conflict conflict, Rule rule) {
        return conflict.claims().stream()
                .filter(claim -> claim.rule().equals(Optional.of(rule)))
                .map(Conflict.Claim::name)
                .findFirst()
                .orElseThrow();
    }
}
