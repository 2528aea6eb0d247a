package dev.mlrecipe.plan;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.recipe.Rule;
import dev.mlrecipe.recipe.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A weight that several operations share, and that they want treated differently.
 *
 * @param weight the weight
 * @param step the step in which they disagree
 * @param claims what each of them asks for, in program order
 */
public record Conflict(Weight weight, Step step, List<Claim> claims) {
    public Conflict {
        claims = List.copyOf(claims);
    }

    /**
     * What one user of a weight asks for.
     *
     * @param name the operation, or the const where two names of one weight are both given
     * @param rule the rule that it obeys; empty if none catches it
     */
    public record Claim(String name, Optional<Rule> rule) {

        /** Whether both ask for the same: equal configurations, or none. */
        boolean agrees(Claim other) {
            var mine = rule.flatMap(Rule::config);
            var theirs = other.rule.flatMap(Rule::config);
            return mine.isPresent() == theirs.isPresent()
                    && (mine.isEmpty() || mine.get().sameAs(theirs.get()));
        }

        private String text() {
            return name + " → " + rule.map(Rule::path).orElse("no rule");
        }
    }

    /** Why the weight is left as it is, and what resolves it. */
    public String reason() {
        String users = claims.stream().limit(4).map(Claim::text).collect(Collectors.joining(", "));
        String more = claims.size() > 4 ? " and " + (claims.size() - 4) + " more" : "";
        return "operations that share it disagree (" + users + more + "); give one rule for its const name "
                + weight.constNames().get(0);
    }
}
