package dev.mlrecipe.export;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.plan.Conflict;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The {@code op_name_configs} of one step in coremltools' terms. Patterns become the const names of the weights that
 * obey them: coremltools looks at const names first, so nothing else can get in between.
 */
final class Names {
    private static final int SHOWN = 5;

    private final Step step;
    private final Map<String, Optional<Config>> configs = new LinkedHashMap<>();
    private final List<String> comments = new ArrayList<>();

    private Names(Step step) {
        this.step = step;
    }

    /** @param notes receives the patterns that cannot be expanded */
    static Names of(ExportSource source, Step step, List<Note> notes) {
        Names names = new Names(step);
        Set<String> modelNames = source.planning().map(Names::modelNames).orElse(Set.of());
        List<Rule> patterns = new ArrayList<>();
        for (Rule rule : step.rules()) {
            switch (rule.selector()) {
                case Selector.Name name -> names.configs.putIfAbsent(name.name(), rule.config());
                case Selector.Pattern pattern -> {
                    if (modelNames.contains(pattern.text())) {
                        names.configs.putIfAbsent(pattern.text(), rule.config());
                    } else {
                        patterns.add(rule);
                    }
                }
                case Selector.OpType type -> {}
                case Selector.Global global -> {}
            }
        }
        if (source.planning().isPresent()) {
            names.expand(patterns, source.planning().get());
        } else {
            patterns.forEach(rule -> notes.add(new Note(
                    rule.line(),
                    rule.path() + ": patterns have no equivalent in coremltools, and without a readable model there are"
                            + " no names to write instead; left out")));
        }
        return names;
    }

    /** Name → configuration; empty for {@code null}. */
    Map<String, Optional<Config>> configs() {
        return Collections.unmodifiableMap(configs);
    }

    /** What was done with the patterns. */
    List<String> comments() {
        return Collections.unmodifiableList(comments);
    }

    private static Set<String> modelNames(Planning planning) {
        Set<String> names = new HashSet<>();
        for (PlannedWeight planned : planning.plan().weights()) {
            names.addAll(planned.weight().constNames());
            planned.weight().consumers().forEach(consumer -> names.add(consumer.op()));
        }
        return names;
    }

    private void expand(List<Rule> patterns, Planning planning) {
        Set<String> given = Set.copyOf(configs.keySet());
        Map<Integer, Rule> obeyed = new LinkedHashMap<>();
        Set<Weight> matched = new HashSet<>();
        for (RuleUse use : uses(planning)) {
            use.effects().stream()
                    .filter(effect -> effect.effect() != RuleUse.Effect.CONFLICT)
                    .forEach(effect -> obeyed.put(effect.weight().id(), use.rule()));
            if (patterns.contains(use.rule())) {
                matched.addAll(use.matched());
            }
        }
        Map<Rule, List<String>> written = new LinkedHashMap<>();
        for (PlannedWeight planned : planning.plan().weights()) {
            Weight weight = planned.weight();
            Rule rule = obeyed.get(weight.id());
            if (rule == null) {
                continue;
            }
            boolean hidden = patterns.contains(rule) || matched.contains(weight) && weight.consumers().size() > 1;
            for (String name : weight.constNames()) {
                if (hidden && !given.contains(name)) {
                    configs.putIfAbsent(name, rule.config());
                    written.computeIfAbsent(rule, r -> new ArrayList<>()).add(name);
                }
                if (configs.containsKey(name)) {
                    laterNames(weight, name, planning).forEach(later -> configs.putIfAbsent(later, configs.get(name)));
                }
            }
        }
        for (Rule rule : patterns) {
            comments.add(describe(rule, written.getOrDefault(rule, List.of())));
        }
        leaveConflictsAlone(planning);
    }

    private List<RuleUse> uses(Planning planning) {
        return planning.uses().stream().filter(use -> use.step().number() == step.number()).toList();
    }

    /**
     * What coremltools calls a const that its earlier steps compressed, if this step may touch it again: the looked-up
     * name is then that of the operation that expands it.
     */
    private Stream<String> laterNames(Weight weight, String constName, Planning planning) {
        if (!step.joint()) {
            return Stream.empty();
        }
        String base = constName.replaceAll("[^A-Za-z0-9_]", "_");
        return planning.uses().stream()
                .filter(use -> use.step().number() < step.number())
                .filter(use -> use.with(RuleUse.Effect.COMPRESSED).stream()
                        .anyMatch(effect -> effect.weight().id() == weight.id()))
                .flatMap(use -> use.rule().config().stream())
                .flatMap(config -> Pass.of(config.technique().configType()).stream())
                .limit(1)
                .map(pass -> base + pass.suffix());
    }

    /** coremltools gives up where users of a weight disagree; here such a weight is left as it is. */
    private void leaveConflictsAlone(Planning planning) {
        for (Conflict conflict : planning.conflicts()) {
            if (conflict.step().number() == step.number()) {
                List<String> names = conflict.weight().constNames();
                names.forEach(name -> configs.putIfAbsent(name, Optional.empty()));
                comments.add(names.get(0) + " is null: " + conflict.reason());
            }
        }
    }

    private static String describe(Rule rule, List<String> names) {
        String text = "Line " + rule.line() + ", \"" + ((Selector.Pattern) rule.selector()).text() + "\": coremltools has no"
                + " patterns; ";
        if (names.isEmpty()) {
            return text + "no weight of the model obeys it.";
        }
        String more = names.size() > SHOWN ? ", …" : "";
        return text + "written as the " + names.size() + " const names of the model that obey it: "
                + String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + more;
    }
}
