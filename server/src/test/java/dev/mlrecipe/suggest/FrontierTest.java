package dev.mlrecipe.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrontierTest {
    private static final double ROUNDING = 1e-9;

    @Test
    void noAllocationIsAsSmallAndMoreExact() {
        for (int seed = 0; seed < 200; seed++) {
            Costs costs = RandomCosts.of(new Random(seed), 1 + seed % 5, 2 + seed % 4);
            List<Allocation> all = RandomCosts.all(costs);
            for (Allocation best : Frontier.of(costs).allocations()) {
                for (Allocation other : all) {
                    assertTrue(
                            other.bytes() > best.bytes() || other.error() >= best.error() - ROUNDING,
                            "seed " + seed + ": " + other + " beats " + best);
                }
            }
        }
    }

    @Test
    void sizesFallAndErrorsGrow() {
        for (int seed = 0; seed < 100; seed++) {
            List<Allocation> frontier =
                    Frontier.of(RandomCosts.of(new Random(seed), 6, 5)).allocations();
            for (int i = 1; i < frontier.size(); i++) {
                assertTrue(frontier.get(i).bytes() < frontier.get(i - 1).bytes(), "seed " + seed);
                assertTrue(frontier.get(i).error() > frontier.get(i - 1).error() - ROUNDING, "seed " + seed);
            }
        }
    }

    @Test
    void aBudgetIsKeptAndNearlyAsGoodAsCanBe() {
        double lost = 0;
        int budgets = 0;
        for (int seed = 0; seed < 60; seed++) {
            Costs costs = RandomCosts.of(new Random(seed), 5, 4);
            List<Allocation> all = RandomCosts.all(costs);
            Frontier frontier = Frontier.of(costs);
            long least = all.stream().mapToLong(Allocation::bytes).min().orElseThrow();
            long greatest = all.stream().mapToLong(Allocation::bytes).max().orElseThrow();
            assertEquals(least, frontier.least());
            for (long bytes = least; bytes <= greatest; bytes += Math.max(1, (greatest - least) / 7)) {
                long limit = bytes;
                Allocation found = frontier.within(limit);
                double best = all.stream()
                        .filter(allocation -> allocation.bytes() <= limit)
                        .mapToDouble(Allocation::error)
                        .min()
                        .orElseThrow();
                assertTrue(found.bytes() <= limit, "seed " + seed);
                assertTrue(found.error() >= best - ROUNDING, "seed " + seed);
                lost += found.error() - best;
                budgets++;
            }
        }
        // With five weights a gap between two points of the hull is wide; with fifty it is not.
        assertTrue(lost / budgets < 0.15, "lost " + lost / budgets);
    }

    @Test
    void theSmallestWithAnErrorIsOnTheFrontier() {
        Costs costs = new Costs(2, 3, new long[] {100, 100});
        costs.set(0, 1, 50, 1);
        costs.set(0, 2, 25, 4);
        costs.set(1, 1, 50, 2);
        Frontier frontier = Frontier.of(costs);
        assertEquals(new Allocation(List.of(1, 0), 150, 1), frontier.below(1.5));
        assertEquals(new Allocation(List.of(1, 1), 100, 3), frontier.below(3));
        assertEquals(new Allocation(List.of(0, 0), 200, 0), frontier.below(0));
    }

    @Test
    void choicesAboveTheHullAreNotOnIt() {
        Costs costs = new Costs(1, 5, new long[] {100});
        costs.set(0, 1, 80, 1);
        costs.set(0, 2, 60, 2.2);
        costs.set(0, 3, 40, 3.2);
        costs.set(0, 4, 45, 9);
        assertEquals(List.of(0, 1, 3), Frontier.hull(costs, 0));
    }
}
