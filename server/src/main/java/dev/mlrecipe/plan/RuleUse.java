package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.technique.Proposal;
import dev.mlrecipe.technique.Suggestion;
import java.util.ArrayList;
import java.util.List;

/**
 * What one rule does to a model.
 *
 * @param step the step it belongs to
 * @param rule the rule
 * @param matched weights that its selector fits, whichever rule they obey
 * @param obeying those of them of which a user obeys it, alone or beside an equal rule
 * @param effects what happens to the weights that it decides; a shared weight counts for the first of equal rules
 */
public record RuleUse(
        Step step, Rule rule, List<Weight> matched, List<Weight> obeying, List<Effected> effects) {
    public RuleUse {
        matched = List.copyOf(matched);
        obeying = List.copyOf(obeying);
        effects = List.copyOf(effects);
    }

    /** What a rule does to a weight that obeys it. */
    public enum Effect {
        /** It is compressed. */
        COMPRESSED,
        /** The rule is {@code null}. */
        EXEMPTED,
        /** Too small, of rank 0 or 1, of another type: what rules pass over silently. */
        NO_CANDIDATE,
        /** An earlier step or the input model compressed it, and the step is not joint. */
        ALREADY_COMPRESSED,
        /** It cannot be done as asked. */
        DECLINED,
        /** Another user of the weight obeys a rule that asks for something else. */
        CONFLICT
    }

    /**
     * One weight that the rule decides.
     *
     * @param weight the weight
     * @param effect what happens to it
     * @param reason why, in one sentence; empty where it is compressed
     * @param suggestions options of the rule with which the weight would be compressed; may be empty
     */
    public record Effected(Weight weight, Effect effect, String reason, List<Suggestion> suggestions) {
        public Effected {
            suggestions = List.copyOf(suggestions);
        }
    }

    /** The weights with this effect. */
    public List<Effected> with(Effect effect) {
        return effects.stream().filter(e -> e.effect() == effect).toList();
    }

    static final class Builder {
        private final Step step;
        private final Rule rule;
        private final List<Weight> matched = new ArrayList<>();
        private final List<Weight> obeying = new ArrayList<>();
        private final List<Effected> effects = new ArrayList<>();

        Builder(Step step, Rule rule) {
            this.step = step;
            this.rule = rule;
        }

        void matched(Weight weight) {
            matched.add(weight);
        }

        void obeyed(Weight weight) {
            obeying.add(weight);
        }

        void add(Weight weight, Effect effect, String reason) {
            effects.add(new Effected(weight, effect, reason, List.of()));
        }

        /** The weight is not compressed after all. */
        void revoke(Weight weight, String reason) {
            effects.removeIf(effect -> effect.weight().id() == weight.id());
            add(weight, Effect.DECLINED, reason);
        }

        void add(Weight weight, Proposal.Declined declined) {
            effects.add(new Effected(weight, Effect.DECLINED, declined.reason(), declined.suggestions()));
        }

        RuleUse build() {
            return new RuleUse(step, rule, matched, obeying, effects);
        }
    }
}
