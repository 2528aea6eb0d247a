package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Proposal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what happens to every weight, from names, shapes and rules alone. Pure: equal input gives an equal plan.
 *
 * <p>Steps apply in order, each to what the one before it made. Within a step a weight obeys one rule: exact const
 * name, exact operation name, pattern in file order, operation type, global.
 */
public final class Planner {
    private final Encoding encoding;
    private final ModelKind kind;
    private final Opset opset;
    private final List<WeightPlan> weights;
    private final Map<Rule, RuleUse.Builder> uses = new LinkedHashMap<>();
    private final List<Conflict> conflicts = new ArrayList<>();

    private Planner(ModelIndex index, Encoding encoding, Opset opset) {
        this.encoding = encoding;
        this.kind = encoding.kind();
        this.opset = opset;
        this.weights = index.weights().stream().map(WeightPlan::new).toList();
    }

    /**
     * The opset that a model's compressed weights are written for: its own, raised from CoreML5 to CoreML6, the first
     * one that can hold them (every CoreML5 program is a CoreML6 program). Models without an opset are planned as
     * CoreML6: one table or one scale axis per weight; their encoding says what they really hold.
     */
    public static Opset compressedOpset(ModelIndex index) {
        return index.opset().filter(own -> own.atLeast(Opset.COREML6)).orElse(Opset.COREML6);
    }

    /**
     * Plans a recipe.
     *
     * @param encoding how the model stores weights at {@code opset}
     * @param opset see {@link #compressedOpset}; if nothing is compressed the plan keeps the model's own
     */
    public static Planning plan(Recipe recipe, ModelIndex index, Encoding encoding, Opset opset) {
        Planner planner = new Planner(index, encoding, opset);
        Set<String> names = names(index);
        ActivationPlanner activations = new ActivationPlanner(index.activations());
        for (Step step : recipe.steps()) {
            if (step.quantizesActivations()) {
                activations.apply(step);
            } else {
                planner.apply(step, new StepRules(step, names));
            }
        }
        planner.resolveConflicts();
        List<PlannedWeight> planned = planner.weights.stream()
                .map(weight -> new PlannedWeight(weight.weight, weight.decision()))
                .toList();
        boolean compresses = !activations.planned().isEmpty()
                || planned.stream().anyMatch(weight -> weight.decision() instanceof Decision.Compress);
        Opset output = compresses ? opset : index.opset().orElse(opset);
        List<RuleUse> uses = planner.uses.values().stream().map(RuleUse.Builder::build).toList();
        Plan plan = new Plan(output, planned, activations.planned(), () -> "");
        return new Planning(plan, uses, planner.conflicts, activations.uses());
    }

    /** What cannot be stored beside the rest stays as it is. */
    private void resolveConflicts() {
        Map<Integer, Representation> forms = new HashMap<>();
        weights.forEach(weight -> weight.planned().ifPresent(form -> forms.put(weight.weight.id(), form)));
        encoding.conflicts(forms).forEach((id, reason) -> {
            WeightPlan weight = weights.get(id);
            weight.revoke(reason).forEach(rule -> uses.get(rule).revoke(weight.weight, reason));
        });
    }

    private static Set<String> names(ModelIndex index) {
        Set<String> names = new HashSet<>();
        for (Weight weight : index.weights()) {
            names.addAll(weight.constNames());
            weight.consumers().forEach(consumer -> names.add(consumer.op()));
        }
        return names;
    }

    private void apply(Step step, StepRules rules) {
        for (Rule rule : step.rules()) {
            uses.put(rule, new RuleUse.Builder(step, rule));
        }
        List<Resolution> resolutions = new ArrayList<>(weights.size());
        for (WeightPlan weight : weights) {
            rules.matching(weight.weight).forEach(rule -> uses.get(rule).matched(weight.weight));
            Resolution resolution = rules.resolve(weight.weight);
            resolution.rules().forEach(rule -> uses.get(rule).obeyed(weight.weight));
            resolutions.add(resolution);
        }
        Set<Integer> answerable = answerable(weights, resolutions);
        for (int i = 0; i < weights.size(); i++) {
            WeightPlan weight = weights.get(i);
            switch (resolutions.get(i)) {
                case Resolution.Unnamed none -> weight.leave(Optional.empty(), "no rule names it");
                case Resolution.Agreed agreed -> obey(weight, step, agreed, answerable.contains(weight.weight.id()));
                case Resolution.Disagreed disagreed -> conflict(weight, step, disagreed);
            }
        }
    }

    /**
     * The weights that are reported as skipped although they are no candidates: an exact name that reaches nothing
     * else asked for something that does not happen. (The bias of a named convolution whose weight is compressed did
     * not ask.) One weight, the largest, answers for its rule.
     */
    private Set<Integer> answerable(List<WeightPlan> weights, List<Resolution> resolutions) {
        Map<Rule, Weight> largest = new LinkedHashMap<>();
        Set<Rule> reaching = new HashSet<>();
        for (int i = 0; i < weights.size(); i++) {
            if (resolutions.get(i) instanceof Resolution.Agreed agreed
                    && agreed.exactName()
                    && agreed.rule().config().isPresent()) {
                Weight weight = weights.get(i).weight;
                if (Candidates.obstacle(weight, agreed.rule().config().get(), kind).isEmpty()) {
                    reaching.add(agreed.rule());
                }
                largest.merge(agreed.rule(), weight, (a, b) -> elements(b) > elements(a) ? b : a);
            }
        }
        Set<Integer> answerable = new HashSet<>();
        largest.forEach((rule, weight) -> {
            if (!reaching.contains(rule)) {
                answerable.add(weight.id());
            }
        });
        return answerable;
    }

    private static long elements(Weight weight) {
        return weight.stored().shape().elements();
    }

    private void obey(WeightPlan weight, Step step, Resolution.Agreed agreed, boolean answerable) {
        Rule rule = agreed.rule();
        RuleUse.Builder use = uses.get(rule);
        if (rule.config().isEmpty()) {
            weight.leave(Optional.of(rule), "the rule is null");
            use.add(weight.weight, RuleUse.Effect.EXEMPTED, "the rule is null");
            return;
        }
        Optional<String> obstacle = Candidates.obstacle(weight.weight, rule.config().get(), kind);
        if (obstacle.isPresent()) {
            if (answerable) {
                String reason = obstacle.get() + Candidates.lowerThreshold(weight.weight, rule.config().get(), kind)
                        .map(threshold -> "; weight_threshold: " + threshold + " would include it")
                        .orElse("");
                weight.skip(rule, reason);
                use.add(weight.weight, RuleUse.Effect.DECLINED, reason);
            } else {
                weight.leave(Optional.of(rule), obstacle.get());
                use.add(weight.weight, RuleUse.Effect.NO_CANDIDATE, obstacle.get());
            }
            return;
        }
        if (!step.joint() && weight.isCompressed()) {
            String reason = weight.howCompressed(encoding) + "; without joint_compression: true, step "
                    + (step.number() + 1) + " leaves compressed weights alone";
            weight.skip(rule, reason);
            use.add(weight.weight, RuleUse.Effect.ALREADY_COMPRESSED, reason);
            return;
        }
        Optional<Proposal.Declined> refusal = weight.propose(rule, step, agreed.namedConst(), encoding, opset);
        if (refusal.isPresent()) {
            weight.skip(rule, refusal.get().reason());
            use.add(weight.weight, refusal.get());
        } else {
            use.add(weight.weight, RuleUse.Effect.COMPRESSED, "");
        }
    }

    private void conflict(WeightPlan weight, Step step, Resolution.Disagreed disagreed) {
        List<Rule> asking = disagreed.asking();
        Rule first = asking.get(0);
        // What no rule could compress stays as it is whichever rule wins, so there is nothing to disagree about.
        boolean candidate = asking.stream()
                .anyMatch(rule -> Candidates.obstacle(weight.weight, rule.config().orElseThrow(), kind).isEmpty());
        if (!candidate) {
            String obstacle = Candidates.obstacle(weight.weight, first.config().orElseThrow(), kind).orElseThrow();
            weight.leave(Optional.of(first), obstacle);
            uses.get(first).add(weight.weight, RuleUse.Effect.NO_CANDIDATE, obstacle);
            return;
        }
        if (!step.joint() && weight.isCompressed()) {
            obey(weight, step, new Resolution.Agreed(first, false, false, disagreed.rules()), false);
            return;
        }
        Conflict conflict = new Conflict(weight.weight, step, disagreed.claims());
        conflicts.add(conflict);
        weight.skip(first, conflict.reason());
        disagreed.rules().forEach(rule -> uses.get(rule).add(weight.weight, RuleUse.Effect.CONFLICT, conflict.reason()));
    }
}
