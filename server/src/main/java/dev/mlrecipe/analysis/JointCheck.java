package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Cast;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.finding.AlreadyCompressed;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.StepHasNoEffect;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.RuleUse;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Selector;
import dev.mlrecipe.recipe.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code already-compressed} and {@code step-has-no-effect}: a step without {@code joint_compression} meets weights
 * that are compressed already. Judged by bytes, since a few small weights that are still dense do not make a step
 * useful.
 */
final class JointCheck implements Check {
    /** A step that reaches less than this share of what it names has no effect worth the name, percent. */
    private static final long LITTLE = 10;

    private final Availability availability;

    JointCheck(Availability availability) {
        this.availability = availability;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        if (!(situation.model() instanceof ModelState.Read model) || situation.planning().isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        for (Step step : situation.recipe().steps()) {
            List<RuleUse> uses = situation.planning().get().uses().stream()
                    .filter(use -> use.step().number() == step.number())
                    .toList();
            finding(situation, model, step, uses).ifPresent(findings::add);
        }
        return findings;
    }

    private Optional<Finding> finding(
            Situation situation, ModelState.Read model, Step step, List<RuleUse> uses) {
        List<Weight> blocked = weights(uses, RuleUse.Effect.ALREADY_COMPRESSED);
        if (blocked.isEmpty()) {
            return Optional.empty();
        }
        long out = bytes(blocked);
        long reached = bytes(weights(uses, RuleUse.Effect.COMPRESSED));
        RuleUse most = uses.stream()
                .max(Comparator.comparingLong(use -> bytes(weights(List.of(use), RuleUse.Effect.ALREADY_COMPRESSED))))
                .orElseThrow();
        if (100 * out < LITTLE * (out + reached) && !(most.rule().selector() instanceof Selector.Name)) {
            return Optional.empty();
        }
        Advice advice = advice(situation, model, step, blocked);
        int number = step.number() + 1;
        List<String> labels = Layers.labels(blocked);
        Finding finding = 100 * reached < LITTLE * (out + reached)
                ? StepHasNoEffect.of(
                        most.rule().span(), number, labels, percent(reached, out + reached),
                        by(situation, blocked, number), advice.text())
                : AlreadyCompressed.of(
                        most.rule().span(), number, labels, percent(out, out + reached),
                        by(situation, blocked, number), advice.text());
        return Optional.of(finding.withFixes(advice.fixes()));
    }

    private static List<Weight> weights(List<RuleUse> uses, RuleUse.Effect effect) {
        return uses.stream().flatMap(use -> use.with(effect).stream()).map(RuleUse.Effected::weight).toList();
    }

    private static long bytes(List<Weight> weights) {
        return weights.stream().mapToLong(Layers::denseBytes).sum();
    }

    private static double percent(long part, long whole) {
        return 100.0 * part / whole;
    }

    /** Who compressed the weights: the model, or earlier steps. */
    private static String by(Situation situation, List<Weight> blocked, int step) {
        if (blocked.stream().noneMatch(JointCheck::storedDense)) {
            return "in the model";
        }
        Set<Integer> ids = blocked.stream().map(Weight::id).collect(Collectors.toSet());
        return situation.planning().orElseThrow().uses().stream()
                .filter(use -> use.step().number() + 1 < step)
                .filter(use -> use.with(RuleUse.Effect.COMPRESSED).stream()
                        .anyMatch(effect -> ids.contains(effect.weight().id())))
                .map(use -> "step " + (use.step().number() + 1))
                .distinct()
                .collect(Collectors.joining(" and ", "by ", ""));
    }

    private static boolean storedDense(Weight weight) {
        return weight.stored() instanceof Dense || weight.stored() instanceof Cast;
    }

    /** What would help, found out by planning the recipe with the step made joint. */
    private Advice advice(Situation situation, ModelState.Read known, Step step, List<Weight> blocked) {
        ModelState.Read model = known.raisedFor(withJoint(situation.recipe(), step), availability);
        if (!Planner.compressedOpset(model.index()).atLeast(Opset.COREML8)) {
            return new Advice(
                    "joint_compression could reach " + pronoun(blocked.size())
                            + " only in a CoreML8 model (iOS18, macOS15)",
                    List.of());
        }
        Planning joint = model.plan(withJoint(situation.recipe(), step));
        Set<Integer> ids = blocked.stream().map(Weight::id).collect(Collectors.toSet());
        Set<Integer> gained = new HashSet<>();
        Optional<String> refusal = Optional.empty();
        for (RuleUse use : joint.uses()) {
            for (RuleUse.Effected effect : use.effects()) {
                if (use.step().number() == step.number() && ids.contains(effect.weight().id())) {
                    if (effect.effect() == RuleUse.Effect.COMPRESSED) {
                        gained.add(effect.weight().id());
                    } else if (refusal.isEmpty()) {
                        refusal = Optional.of(effect.reason());
                    }
                }
            }
        }
        if (gained.isEmpty()) {
            return new Advice(
                    "joint_compression would not help: " + refusal.orElse("no joint form exists"), List.of());
        }
        return new Advice(
                "joint_compression: true lets the step work on "
                        + (gained.size() == blocked.size() ? pronoun(blocked.size()) : gained.size() + " of them"),
                situation.parsed().makeJoint(step).stream().toList());
    }

    private static String pronoun(int weights) {
        return weights == 1 ? "it" : "them";
    }

    private static Recipe withJoint(Recipe recipe, Step step) {
        List<Step> steps = recipe.steps().stream()
                .map(s -> s.number() == step.number() ? new Step(s.number(), true, s.rules(), s.span()) : s)
                .toList();
        return recipe.with(steps);
    }

    private record Advice(String text, List<Finding.Fix> fixes) {}
}
