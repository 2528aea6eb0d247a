package dev.mlrecipe.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.suggest.Group.Kind;
import dev.mlrecipe.suggest.Rules.Chosen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CondenserTest {
    private static final double ROUNDING = 1e-9;

    @Test
    void aBudgetThatCanBeReachedIsReached() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Costs costs = RandomCosts.of(random, 6, 4);
            Frontier frontier = Frontier.of(costs);
            long greatest = frontier.allocations().getFirst().bytes();
            for (int share = 0; share <= 4; share++) {
                long bytes = frontier.least() + (greatest - frontier.least()) * share / 4;
                Draft draft = condenser(costs).reach(new Goal.Within(bytes)).orElseThrow();
                assertTrue(draft.bytes() <= bytes, "seed " + seed);
                assertEquals(draft.allocation().bytes(), draft.bytes(), "seed " + seed);
                assertEquals(draft.allocation().error(), draft.error(), ROUNDING, "seed " + seed);
            }
            assertEquals(
                    Optional.empty(), condenser(costs).reach(new Goal.Within(frontier.least() - 1)), "seed " + seed);
        }
    }

    @Test
    void rulesAreNotMuchWorseThanTheBestOfAllAllocationsWithAPriceForRules() {
        double lost = 0;
        int problems = 0;
        for (int seed = 0; seed < 30; seed++) {
            Costs costs = RandomCosts.of(new Random(seed), 5, 4);
            long bytes = (Frontier.of(costs).least() + Frontier.of(costs).allocations().getFirst().bytes()) / 2;
            double best = RandomCosts.all(costs).stream()
                    .filter(allocation -> allocation.bytes() <= bytes)
                    .mapToDouble(Allocation::error)
                    .min()
                    .orElseThrow();
            Draft draft = condenser(costs).reach(new Goal.Within(bytes)).orElseThrow();
            assertTrue(draft.error() >= best - ROUNDING, "seed " + seed);
            lost += draft.error() - best;
            problems++;
        }
        assertTrue(lost / problems < 0.15, "lost " + lost / problems);
    }

    @Test
    void anErrorIsKeptWithFewBytes() {
        for (int seed = 0; seed < 40; seed++) {
            Costs costs = RandomCosts.of(new Random(seed), 6, 4);
            double error = Frontier.of(costs).allocations().getLast().error() / 2;
            Draft draft = condenser(costs).reach(new Goal.Below(error)).orElseThrow();
            assertTrue(draft.error() <= error + ROUNDING, "seed " + seed);
        }
    }

    @Test
    void weightsThatAreAlikeGetOneRule() {
        int weights = 40;
        Costs costs = new Costs(weights, 3, IntStream.range(0, weights).mapToLong(i -> 1000).toArray());
        for (int weight = 0; weight < weights; weight++) {
            costs.set(weight, 1, 500, 0.01);
            costs.set(weight, 2, 250, 0.1);
        }
        Draft draft = condenser(costs).reach(new Goal.Within(500 * weights)).orElseThrow();
        assertEquals(List.of(new Chosen(all(weights), 1)), draft.rules().rules());
    }

    @Test
    void aFamilyThatIsUnlikeTheRestGetsARuleOfItsOwn() {
        Costs costs = new Costs(40, 3, IntStream.range(0, 40).mapToLong(i -> 1000).toArray());
        for (int weight = 0; weight < 40; weight++) {
            costs.set(weight, 1, 500, weight % 2 == 0 ? 0.001 : 0.1);
            costs.set(weight, 2, 250, weight % 2 == 0 ? 0.01 : 1);
        }
        List<Integer> odd = IntStream.range(0, 40).filter(i -> i % 2 == 1).boxed().toList();
        List<Group> groups = new ArrayList<>(groups(40));
        groups.add(new Group(Kind.PATTERN, "*odd*", odd));
        Draft draft = new Condenser(costs, groups, Frontier.of(costs), () -> {})
                .reach(new Goal.Within(375 * 40))
                .orElseThrow();
        assertEquals(
                List.of(new Chosen(new Group(Kind.PATTERN, "*odd*", odd), 1), new Chosen(all(40), 2)),
                draft.rules().rules());
    }

    @Test
    void whatCannotBeHadAsARuleAsksCountsAsARule() {
        Costs costs = new Costs(3, 2, new long[] {100, 100, 100});
        costs.set(0, 1, 10, 0.1);
        costs.set(1, 1, 10, 0.1);
        Draft draft = new Draft(costs, new Rules(List.of(new Chosen(all(3), 1))));
        assertEquals(2, draft.count());
        assertEquals(new Allocation(List.of(1, 1, 0), 120, 0.2), draft.allocation());
    }

    @Test
    void theSearchCanBeStopped() {
        Costs costs = RandomCosts.of(new Random(1), 6, 4);
        Condenser condenser = new Condenser(costs, groups(6), Frontier.of(costs), () -> {
            throw new CancellationException();
        });
        assertThrows(
                CancellationException.class,
                () -> condenser.reach(new Goal.Within(Frontier.of(costs).least())));
    }

    private static Condenser condenser(Costs costs) {
        return new Condenser(costs, groups(costs.weights()), Frontier.of(costs), () -> {});
    }

    private static Group all(int weights) {
        return new Group(Kind.GLOBAL, "2048", IntStream.range(0, weights).boxed().toList());
    }

    /** All weights, and every weight. */
    private static List<Group> groups(int weights) {
        List<Group> groups = new ArrayList<>(List.of(all(weights)));
        IntStream.range(0, weights).forEach(i -> groups.add(new Group(Kind.NAME, "w" + i, List.of(i))));
        return groups;
    }
}
