package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Opset;
import java.util.List;
import java.util.function.Supplier;

/**
 * A plan and how it came about.
 *
 * @param plan what happens to every weight
 * @param uses what each rule does, in the recipe's order
 * @param conflicts shared weights whose consumers obey different rules
 * @param activations what each rule about activations does, in the recipe's order
 */
public record Planning(
        Plan plan, List<RuleUse> uses, List<Conflict> conflicts, List<ActivationUse> activations) {
    public Planning {
        uses = List.copyOf(uses);
        conflicts = List.copyOf(conflicts);
        activations = List.copyOf(activations);
    }

    /** The same for an output of another opset. */
    public Planning at(Opset opset) {
        return with(new Plan(opset, plan.weights(), plan.activations(), plan.calibration()));
    }

    /**
     * The same with ranges of activations, and inputs of layers, from somewhere.
     *
     * @param calibration identifies where from when it is asked
     */
    public Planning calibrated(Supplier<String> calibration) {
        return plan.calibrates()
                ? with(new Plan(plan.opset(), plan.weights(), plan.activations(), calibration))
                : this;
    }

    private Planning with(Plan other) {
        return new Planning(other, uses, conflicts, activations);
    }
}
