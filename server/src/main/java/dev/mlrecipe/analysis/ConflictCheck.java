package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.ConflictingConfigs;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Conflict;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.recipe.TreeEdits;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code conflicting-configs}: operations that share a weight disagree; one finding per set of rules. */
final class ConflictCheck implements Check {
    private static final String NAMES = "op_name_configs";
    /** With more shared weights, a fix would write more than anybody wants to read. */
    private static final int MOST = 4;

    @Override
    public List<Finding> findings(Situation situation) {
        Map<List<Rule>, List<Conflict>> byRules = new LinkedHashMap<>();
        for (Conflict conflict : situation.planning().map(Planning::conflicts).orElse(List.of())) {
            byRules.computeIfAbsent(rules(conflict), rules -> new ArrayList<>()).add(conflict);
        }
        return byRules.entrySet().stream().map(e -> finding(situation, e.getKey(), e.getValue())).toList();
    }

    private static List<Rule> rules(Conflict conflict) {
        return conflict.claims().stream().map(Conflict.Claim::rule).flatMap(Optional::stream).distinct().toList();
    }

    private static Finding finding(Situation situation, List<Rule> rules, List<Conflict> conflicts) {
        Conflict first = conflicts.get(0);
        List<Finding.Related> related = rules.stream()
                .map(rule -> new Finding.Related(rule.span(), users(first, rule) + " obeys this rule"))
                .toList();
        return ConflictingConfigs.of(
                rules.get(0).span(),
                Layers.labels(conflicts.stream().map(Conflict::weight).toList()),
                first.reason(),
                related)
                .withFixes(rules.stream().flatMap(rule -> resolve(situation, rule, conflicts).stream()).toList());
    }

    /** Rules for the consts themselves that say what one of the rules says. */
    private static Optional<Finding.Fix> resolve(Situation situation, Rule rule, List<Conflict> conflicts) {
        Optional<Step> step = situation.recipe().steps().stream().filter(s -> s.rules().contains(rule)).findFirst();
        Optional<Node.Mapping> node = step.flatMap(situation.parsed()::node);
        Text text = situation.parsed().text();
        String leaf = rule.config()
                .map(config -> text.slice(config.span()))
                .map(written -> written.isEmpty() ? "{}" : written)
                .orElse("null");
        if (node.isEmpty() || conflicts.size() > MOST || leaf.contains("\n") || !(leaf.startsWith("{") || leaf.equals("null"))) {
            return Optional.empty();
        }
        List<String> lines = conflicts.stream()
                .map(conflict -> Edits.scalar(conflict.weight().constNames().get(0)) + ": " + leaf)
                .toList();
        String title = "Give the shared weights the rule of " + rule.path().replaceFirst(".*\\.", "");
        return edit(text, node.get(), lines).map(edit -> new Finding.Fix(title, List.of(edit)));
    }

    private static Optional<Finding.Edit> edit(Text text, Node.Mapping step, List<String> lines) {
        Optional<Node> names = step.get(NAMES);
        if (names.isPresent()) {
            return names.get() instanceof Node.Mapping mapping && lines.size() == 1
                    ? TreeEdits.add(text, mapping, lines.get(0))
                    : Optional.empty();
        }
        return TreeEdits.prepend(text, step, NAMES + ": {" + String.join(", ", lines) + "}");
    }

    private static String users(Conflict conflict, Rule rule) {
        return conflict.claims().stream()
                .filter(claim -> claim.rule().equals(Optional.of(rule)))
                .map(Conflict.Claim::name)
                .findFirst()
                .orElseThrow();
    }
}
