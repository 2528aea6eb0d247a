package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules of one step, ready for look-up in one model. */
final class StepRules {
    private final Map<String, Rule> names = new HashMap<>();
    private final List<Rule> patterns = new ArrayList<>();
    private final Map<String, Rule> opTypes = new HashMap<>();
    private final List<Rule> globals = new ArrayList<>();
    /** Patterns by the name that they match: a name recurs (a weight and a bias share their operation). */
    private final Map<String, List<Rule>> patternsOf = new HashMap<>();

    /** @param modelNames all const and operation names: a key that equals one of them is that name, not a pattern */
    StepRules(Step step, Set<String> modelNames) {
        for (Rule rule : step.rules()) {
            switch (rule.selector()) {
                case Selector.Name name -> names.putIfAbsent(name.name(), rule);
                case Selector.Pattern pattern -> {
                    if (modelNames.contains(pattern.text())) {
                        names.putIfAbsent(pattern.text(), rule);
                    } else {
                        patterns.add(rule);
                    }
                }
                case Selector.OpType type -> opTypes.putIfAbsent(type.type(), rule);
                case Selector.Global global -> globals.add(rule);
            }
        }
    }

    /** All rules whose selector fits the weight. */
    Set<Rule> matching(Weight weight) {
        Set<Rule> matching = new LinkedHashSet<>();
        for (String name : weight.constNames()) {
            addNamed(name, matching);
        }
        for (Consumer consumer : weight.consumers()) {
            addNamed(consumer.op(), matching);
            Optional.ofNullable(opTypes.get(consumer.opType())).ifPresent(matching::add);
        }
        matching.addAll(globals);
        return matching;
    }

    private void addNamed(String name, Set<Rule> matching) {
        Optional.ofNullable(names.get(name)).ifPresent(matching::add);
        matching.addAll(patternsOf(name));
    }

    /** The rule that the weight obeys. */
    Resolution resolve(Weight weight) {
        List<Conflict.Claim> byConst = weight.constNames().stream()
                .filter(names::containsKey)
                .map(name -> new Conflict.Claim(name, Optional.of(names.get(name))))
                .toList();
        if (!byConst.isEmpty()) {
            return resolve(byConst, true);
        }
        if (weight.consumers().isEmpty()) {
            Optional<Rule> rule = firstPattern(weight, List.of()).or(this::global);
            return resolve(List.of(new Conflict.Claim(weight.name(), rule)), false);
        }
        return resolve(
                weight.consumers().stream()
                        .map(consumer -> new Conflict.Claim(consumer.op(), rule(weight, consumer)))
                        .toList(),
                false);
    }

    private Resolution resolve(List<Conflict.Claim> claims, boolean namedConst) {
        Conflict.Claim first = claims.get(0);
        if (!claims.stream().allMatch(first::agrees)) {
            return new Resolution.Disagreed(claims.stream().distinct().toList());
        }
        List<Rule> rules = claims.stream().map(Conflict.Claim::rule).flatMap(Optional::stream).distinct().toList();
        return rules.isEmpty()
                ? new Resolution.Unnamed()
                : new Resolution.Agreed(rules.get(0), isExact(rules.get(0)), namedConst, rules);
    }

    private Optional<Rule> rule(Weight weight, Consumer consumer) {
        return Optional.ofNullable(names.get(consumer.op()))
                .or(() -> firstPattern(weight, List.of(consumer)))
                .or(() -> Optional.ofNullable(opTypes.get(consumer.opType())))
                .or(this::global);
    }

    private Optional<Rule> global() {
        return globals.stream().findFirst();
    }

    /** The first pattern in file order that matches a const name or the consumer's name. */
    private Optional<Rule> firstPattern(Weight weight, List<Consumer> consumers) {
        Set<Rule> matching = new LinkedHashSet<>();
        weight.constNames().forEach(name -> matching.addAll(patternsOf(name)));
        consumers.forEach(consumer -> matching.addAll(patternsOf(consumer.op())));
        return patterns.stream().filter(matching::contains).findFirst();
    }

    private List<Rule> patternsOf(String name) {
        return patternsOf.computeIfAbsent(
                name,
                key -> patterns.stream()
                        .filter(rule -> ((Selector.Pattern) rule.selector()).matcher().test(key))
                        .toList());
    }

    private boolean isExact(Rule rule) {
        return rule.selector() instanceof Selector.Name
                || rule.selector() instanceof Selector.Pattern pattern && names.containsKey(pattern.text());
    }
}
