package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Hazard;
import dev.mlrecipe.availability.Hazards;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.Consumer;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.KnownHazard;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Need;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code known-hazard}: a scheme, a compute unit and a system that somebody has reported to go wrong together. */
final class HazardCheck implements Check {
    /** Units by value of {@code compute_units}, the safest replacement for {@code all} first. */
    private static final Map<String, Set<String>> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("cpu_and_gpu", Set.of("cpu", "gpu"));
        UNITS.put("cpu_and_ne", Set.of("cpu", "neural_engine"));
        UNITS.put("cpu_only", Set.of("cpu"));
        UNITS.put("all", Set.of("cpu", "gpu", "neural_engine"));
    }

    private final Hazards hazards;

    HazardCheck(Hazards hazards) {
        this.hazards = hazards;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        if (situation.kind() != ModelKind.ML_PROGRAM) {
            // All reports are about operations that only programs have.
            return List.of();
        }
        List<Target> targets = situation.recipe().targets().stream().map(Located::value).toList();
        Set<String> units = UNITS.get(situation.recipe().computeUnits().map(Located::value).orElse("all"));
        List<Finding> findings = new ArrayList<>();
        for (Hazard hazard : hazards.hazards()) {
            if (hazard.units().stream().anyMatch(units::contains) && hazard.concerns(targets)) {
                findings.addAll(once(places(situation, hazard)));
            }
        }
        return findings;
    }

    private static List<Finding> places(Situation situation, Hazard hazard) {
        return situation.recipe().steps().stream()
                .flatMap(step -> step.rules().stream().flatMap(rule -> finding(situation, hazard, step, rule).stream()))
                .toList();
    }

    /** The first of them; the others are related places. */
    private static List<Finding> once(List<Finding> places) {
        return places.stream()
                .limit(1)
                .map(first -> first.withRelated(places.stream()
                        .skip(1)
                        .map(Finding::span)
                        .distinct()
                        .filter(span -> !span.equals(first.span()))
                        .map(span -> new Finding.Related(span, "here too"))
                        .toList()))
                .toList();
    }

    private static Optional<Finding> finding(Situation situation, Hazard hazard, Step step, Rule rule) {
        if (rule.config().isEmpty() || !reaches(situation, hazard, step, rule)) {
            return Optional.empty();
        }
        Config config = rule.config().get();
        List<Need> needs = config.technique().needs(config.options());
        if (!needs.stream().map(Need::feature).collect(Collectors.toSet()).containsAll(hazard.features())) {
            return Optional.empty();
        }
        String key = needs.stream()
                .filter(need -> hazard.features().contains(need.feature()))
                .findFirst()
                .map(Need::key)
                .orElseThrow();
        String safe = UNITS.entrySet().stream()
                .filter(e -> hazard.units().stream().noneMatch(e.getValue()::contains))
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse("");
        return Optional.of(KnownHazard.of(
                config.keys().getOrDefault(key, rule.span()),
                config.subject(key),
                hazard.id(),
                hazard.seen(),
                hazard.effect(),
                hazard.link(),
                safe.isEmpty() ? "no choice of compute_units avoids it" : "compute_units: " + safe + " avoids it",
                avoid(situation, safe)));
    }

    /** Whether the rule decides about a weight that the hazard is about; without a model, whether its own words say so. */
    private static boolean reaches(Situation situation, Hazard hazard, Step step, Rule rule) {
        List<String> types = hazard.opTypes();
        if (situation.planning().isEmpty()) {
            return types.isEmpty() || rule.selector() instanceof Selector.OpType named && types.contains(named.type());
        }
        return situation.planning().map(Planning::uses).orElseThrow().stream()
                .filter(use -> use.step().number() == step.number() && use.rule().equals(rule))
                .flatMap(use -> use.with(RuleUse.Effect.COMPRESSED).stream())
                .anyMatch(effect -> types.isEmpty()
                        || effect.weight().consumers().stream().map(Consumer::opType).anyMatch(types::contains));
    }

    private static List<Finding.Fix> avoid(Situation situation, String units) {
        if (units.isEmpty()) {
            return List.of();
        }
        String title = "Set compute_units: " + units;
        Optional<Located<String>> given = situation.recipe().computeUnits();
        Optional<Finding.Edit> edit = given.isPresent()
                ? Optional.of(new Finding.Edit(given.get().span(), units))
                : Edits.add(situation, situation.parsed().root().span(), "compute_units", units);
        return edit.map(e -> new Finding.Fix(title, List.of(e))).stream().toList();
    }
}
