package dev.mlrecipe.analysis;

import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.finding.RuleMatchesNothing;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.NamePattern;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code rule-matches-nothing}: a name, pattern or type that fits no weight, or a pattern that decides about none. */
final class ReachCheck implements Check {
    /** Rules for which near names are looked up: with more, the recipe is for another model, and names are no help. */
    private static final int HELPED = 10;

    private static final String REGEX = "re:";

    @Override
    public List<Finding> findings(Situation situation) {
        if (!(situation.model() instanceof ModelState.Read model) || situation.planning().isEmpty()) {
            return List.of();
        }
        List<RuleUse> uses = situation.planning().get().uses();
        Names names = new Names(model.index());
        List<Finding> findings = new ArrayList<>();
        for (RuleUse use : uses) {
            if (use.matched().isEmpty()) {
                unmatched(use.rule(), names, findings.size() < HELPED).ifPresent(findings::add);
            } else if (use.obeying().isEmpty() && use.rule().selector() instanceof Selector.Pattern pattern) {
                findings.add(RuleMatchesNothing.shadowed(
                        use.rule().span(), pattern.text(), use.matched().size(), earlier(use, uses)));
            }
        }
        return findings;
    }

    private static Optional<Finding> unmatched(Rule rule, Names names, boolean help) {
        return switch (rule.selector()) {
            case Selector.Name name -> {
                List<String> near = help ? names.near(name.name()) : List.of();
                int matches = near.isEmpty() && help ? names.matching(REGEX + name.name()) : 0;
                yield Optional.of(matches > 0
                        ? fixed(
                                RuleMatchesNothing.unmarked(rule.span(), name.name(), matches),
                                List.of(REGEX + name.name()))
                        : fixed(RuleMatchesNothing.name(rule.span(), name.name(), near), near));
            }
            case Selector.Pattern pattern ->
                Optional.of(RuleMatchesNothing.pattern(rule.span(), pattern.text(), List.of()));
            case Selector.OpType type -> {
                List<String> near = Nearest.of(type.type(), names.types).stream().toList();
                yield Optional.of(fixed(RuleMatchesNothing.opType(rule.span(), type.type(), names.types), near));
            }
            case Selector.Global global -> Optional.empty();
        };
    }

    private static Finding fixed(Finding finding, List<String> near) {
        return finding.withFixes(near.stream()
                .map(name -> Finding.Fix.replace("Change to " + name, finding.span(), Edits.scalar(name)))
                .toList());
    }

    /** The rules that the matched weights obey instead, in the order of the recipe. */
    private static List<String> earlier(RuleUse shadowed, List<RuleUse> uses) {
        Set<Integer> ids = shadowed.matched().stream().map(Weight::id).collect(Collectors.toSet());
        return uses.stream()
                .filter(use -> use.step().number() == shadowed.step().number())
                .filter(use -> use.obeying().stream().anyMatch(weight -> ids.contains(weight.id())))
                .map(use -> use.rule().path() + " (line " + use.rule().line() + ")")
                .toList();
    }

    /** The names of a model. */
    private static final class Names {
        private final Set<String> all = new LinkedHashSet<>();
        /** Operation and const by the weight's name in reports, {@code op.input}. */
        private final Map<String, String> opOfWeight;
        /** Types of operations with weights, most frequent first. */
        private final List<String> types;

        Names(ModelIndex index) {
            List<Consumer> consumers =
                    index.weights().stream().flatMap(weight -> weight.consumers().stream()).toList();
            consumers.forEach(consumer -> all.add(consumer.op()));
            index.weights().forEach(weight -> all.addAll(weight.constNames()));
            opOfWeight = consumers.stream()
                    .collect(Collectors.toMap(Consumer::weightName, Consumer::op, (first, second) -> first));
            Map<String, Long> counts = consumers.stream()
                    .collect(Collectors.groupingBy(Consumer::opType, Collectors.counting()));
            types = counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue().reversed()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /** How many names a pattern fits; none if it is no pattern. */
        int matching(String pattern) {
            try {
                return (int) all.stream().filter(NamePattern.of(pattern)).count();
            } catch (IllegalArgumentException none) {
                return 0;
            }
        }

        /**
         * Names that may be meant: the operation of a weight's name in a report; names that differ in case and
         * punctuation only, as those of PyTorch modules do; else the one with the fewest typing mistakes.
         */
        List<String> near(String name) {
            if (opOfWeight.containsKey(name)) {
                return List.of(opOfWeight.get(name));
            }
            Function<String, String> letters = text -> text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
            String plain = letters.apply(name);
            List<String> same = all.stream().filter(other -> letters.apply(other).equals(plain)).limit(3).toList();
            return same.isEmpty() ? Nearest.of(name, all).stream().toList() : same;
        }
    }
}
