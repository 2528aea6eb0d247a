package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.recipe.Config;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.technique.Proposal;
import java.util.List;
import java.util.Optional;

/** What happens to a weight. */
public sealed interface Decision {

    /**
     * It is compressed.
     *
     * @param actions what the steps do, in order; at least one
     * @param form sketch of the result
     * @param basis how exact the sketch's size is
     * @param declined the first step that was asked for and cannot be done; empty if none
     */
    record Compress(List<Action> actions, Representation form, Proposal.Basis basis, Optional<Skip> declined)
            implements Decision {
        public Compress {
            actions = List.copyOf(actions);
        }

        /** The rule that decides last. */
        public Rule rule() {
            return actions.get(actions.size() - 1).rule();
        }
    }

    /**
     * Asked for, and cannot be done as asked.
     *
     * @param rule the rule that asks
     * @param reason why not, with the nearest options that would work
     */
    record Skip(Rule rule, String reason) implements Decision {

        /** The reason with the step and rule that it is about, for a weight that other steps compress. */
        public String named() {
            return rule.path() + ": " + reason;
        }
    }

    /**
     * Not asked for.
     *
     * @param rule the rule that says so ({@code null} in the recipe, or a threshold); empty if no rule names it
     * @param reason why
     */
    record Leave(Optional<Rule> rule, String reason) implements Decision {}

    /**
     * What one step does to a weight.
     *
     * @param rule the rule that applies
     * @param config its configuration
     * @param joint whether the step may work on compressed weights
     * @param namedConst whether the rule names this very const
     */
    record Action(Rule rule, Config config, boolean joint, boolean namedConst) {}
}
