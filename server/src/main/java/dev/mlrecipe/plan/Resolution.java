package dev.mlrecipe.plan;

import dev.mlrecipe.recipe.Rule;
import java.util.List;
import java.util.Optional;

/** Which rule of a step a weight obeys. */
sealed interface Resolution {

    /** The distinct rules that take part. */
    List<Rule> rules();

    /** No rule catches it. */
    record Unnamed() implements Resolution {
        @Override
        public List<Rule> rules() {
            return List.of();
        }
    }

    /**
     * All its users obey this rule, or rules that ask for the same.
     *
     * @param rule the first user's
     * @param exactName whether the rule gives an exact name
     * @param namedConst whether that name is the const's
     * @param rules the rule and the equal ones that other users obey
     */
    record Agreed(Rule rule, boolean exactName, boolean namedConst, List<Rule> rules) implements Resolution {
        public Agreed {
            rules = List.copyOf(rules);
        }
    }

    /** Its users obey rules that ask for different things. */
    record Disagreed(List<Conflict.Claim> claims) implements Resolution {

        @Override
        public List<Rule> rules() {
            return claims.stream().map(Conflict.Claim::rule).flatMap(Optional::stream).distinct().toList();
        }

        /** Those of them that ask for compression; at least one. */
        List<Rule> asking() {
            return rules().stream().filter(rule -> rule.config().isPresent()).toList();
        }
    }
}
