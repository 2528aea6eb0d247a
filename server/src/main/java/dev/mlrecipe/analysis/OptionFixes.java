package dev.mlrecipe.analysis;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Fixes that give an option of a rule the nearest value with which more of its weights are compressed. Each is tried by
 * planning the recipe with it, since what suits one weight of a rule may not suit another.
 */
final class OptionFixes {
    private static final int MOST_PER_RULE = 3;
    /** An analysis runs at every key press. */
    private static final int MOST_TRIED = 24;

    private final Situation situation;
    private final ModelState.Read model;
    private int tried;

    OptionFixes(Situation situation, ModelState.Read model) {
        this.situation = situation;
        this.model = model;
    }

    /** For a rule with weights that were declined. */
    List<Finding.Fix> of(RuleUse use) {
        List<RuleUse.Effected> declined = use.with(RuleUse.Effect.DECLINED);
        List<Finding.Fix> fixes = new ArrayList<>();
        for (Suggestion suggestion : mostFrequent(declined)) {
            if (tried++ >= MOST_TRIED || fixes.size() == MOST_PER_RULE) {
                break;
            }
            int left = declinedWith(use, suggestion);
            if (left < declined.size()) {
                fix(use, suggestion, left).ifPresent(fixes::add);
            }
        }
        return fixes;
    }

    /** What helps most weights first, else in the order of the weights. */
    private static List<Suggestion> mostFrequent(List<RuleUse.Effected> declined) {
        List<Suggestion> all = declined.stream().flatMap(effect -> effect.suggestions().stream()).toList();
        Map<Suggestion, Long> counts =
                all.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return all.stream()
                .distinct()
                .sorted((a, b) -> Long.compare(counts.get(b), counts.get(a)))
                .toList();
    }

    private int declinedWith(RuleUse use, Suggestion suggestion) {
        Planning planning = model.plan(with(use, suggestion));
        return planning.uses().stream()
                .filter(other -> other.step().number() == use.step().number()
                        && other.rule().path().equals(use.rule().path()))
                .mapToInt(other -> other.with(RuleUse.Effect.DECLINED).size())
                .sum();
    }

    private Recipe with(RuleUse use, Suggestion suggestion) {
        Recipe recipe = situation.recipe();
        List<Step> steps = recipe.steps().stream()
                .map(step -> step.number() == use.step().number() ? with(step, use.rule(), suggestion) : step)
                .toList();
        return recipe.with(steps);
    }

    private static Step with(Step step, Rule changed, Suggestion suggestion) {
        List<Rule> rules = step.rules().stream()
                .map(rule -> rule.equals(changed) ? with(rule, suggestion) : rule)
                .toList();
        return new Step(step.number(), step.joint(), rules, step.span());
    }

    private static Rule with(Rule rule, Suggestion suggestion) {
        Optional<Config> config = rule.config().map(c -> new Config(
                c.technique(),
                c.options().with(suggestion.key(), suggestion.value()),
                c.weightThreshold(),
                c.keys(),
                c.span()));
        return new Rule(rule.path(), rule.selector(), config, rule.span(), rule.line());
    }

    private Optional<Finding.Fix> fix(RuleUse use, Suggestion suggestion, int left) {
        String value = String.valueOf(suggestion.value());
        String title = "Set " + suggestion.key() + ": " + value
                + (left == 0 ? "" : ", which leaves " + left + " of the weights as they are");
        return Edits.set(situation, use.rule().config().orElseThrow(), suggestion.key(), value)
                .map(edit -> new Finding.Fix(title, List.of(edit)));
    }
}
