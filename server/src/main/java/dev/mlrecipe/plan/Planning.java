package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Opset;
import java.util.List;

/**
 * A plan and how it came about.
 *
 * @param plan what happens to every weight
 * @param uses what each rule does, in the recipe's order
 * @param conflicts shared weights whose consumers obey different rules
 */
public record Planning(Plan plan, List<RuleUse> uses, List<Conflict> conflicts) {
    public Planning {
        uses = List.copyOf(uses);
        conflicts = List.copyOf(conflicts);
    }

    /** The same for an output of another opset. */
    public Planning at(Opset opset) {
        return new Planning(new Plan(opset, plan.weights()), uses, conflicts);
    }
}
