package dev.mlrecipe.suggest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks for few rules that reach a goal nearly as well as a choice for every weight would. A rule has to earn its
 * place: it must make what is left to be made small, the error or the size, smaller by {@value #WORTH} of what a choice
 * for every weight leaves.
 *
 * <p>For a price of bytes in error, λ, rules are added, changed and removed one at a time as long as error + λ bytes +
 * rules falls. λ is found by bisection; the best rules that reach the goal are then improved in the same way with the
 * goal as the limit. Everything is in a fixed order, so equal costs give equal rules.
 */
final class Condenser {
    /** Share of the possible that one more rule must gain. */
    static final double WORTH = 0.02;

    private static final int HALVINGS = 24;
    private static final int FINALISTS = 4;

    private final Costs costs;
    private final List<Group> groups;
    private final Frontier frontier;
    private final Runnable checkpoint;

    /**
     * @param groups what rules can name
     * @param checkpoint called often; may throw to stop
     */
    Condenser(Costs costs, List<Group> groups, Frontier frontier, Runnable checkpoint) {
        this.costs = costs;
        this.groups = List.copyOf(groups);
        this.frontier = frontier;
        this.checkpoint = checkpoint;
    }

    /** The rules; empty if the goal cannot be reached. */
    Optional<Draft> reach(Goal goal) {
        Allocation ideal = switch (goal) {
            case Goal.Within within -> frontier.within(within.bytes());
            case Goal.Below below -> frontier.below(below.error());
        };
        if (!goal.met(ideal.bytes(), ideal.error())) {
            return Optional.empty();
        }
        boolean size = goal instanceof Goal.Below;
        double scale = size ? ideal.bytes() : Math.max(ideal.error(), Double.MIN_NORMAL);
        Price last = new Price(size ? 0 : 1, size ? 1 : 0, WORTH * scale, goal::met);
        return starts(goal, ideal, size).stream()
                .map(start -> improved(start, last))
                .min(Comparator.comparingDouble(draft -> last.of(draft.bytes(), draft.error(), draft.count())));
    }

    /** Rules that reach the goal, for prices from both sides of where it is only just reached. */
    private List<Draft> starts(Goal goal, Allocation ideal, boolean size) {
        double low = Math.log(slope(0.25));
        double high = Math.log(slope(4));
        List<Draft> met = new ArrayList<>();
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double lambda = Math.exp(middle);
            double rule = WORTH * (size ? lambda * ideal.bytes() : ideal.error());
            Draft draft = improved(new Draft(costs, Rules.NONE), new Price(1, lambda, rule, (bytes, error) -> true));
            boolean reached = goal.met(draft.bytes(), draft.error());
            if (reached) {
                met.add(draft);
            }
            // A higher price of bytes gives smaller models with more error.
            if (reached == size) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (met.isEmpty()) {
            met.add(extreme(size));
        }
        return met.reversed().stream().limit(FINALISTS).toList();
    }

    /** Everything as small, or as exact, as can be. */
    private Draft extreme(boolean exact) {
        return exact
                ? new Draft(costs, Rules.NONE)
                : improved(new Draft(costs, Rules.NONE), new Price(0, 1, 0, (bytes, error) -> true));
    }

    /** The least or the greatest error per byte on the frontier, and beyond. */
    private double slope(double beyond) {
        List<Allocation> all = frontier.allocations();
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (int i = 1; i < all.size(); i++) {
            double error = all.get(i).error() - all.get(i - 1).error();
            long bytes = all.get(i - 1).bytes() - all.get(i).bytes();
            if (bytes > 0 && error > 0) {
                least = Math.min(least, error / bytes);
                greatest = Math.max(greatest, error / bytes);
            }
        }
        return greatest == 0 ? beyond : beyond * (beyond < 1 ? least : greatest);
    }

    private Draft improved(Draft start, Price price) {
        Draft draft = start;
        while (true) {
            checkpoint.run();
            Draft now = draft;
            Optional<Rules> better = now.better(groups, price).or(() -> now.regrouped(groups, price));
            if (better.isEmpty()) {
                return draft;
            }
            draft = new Draft(costs, better.get());
        }
    }
}
