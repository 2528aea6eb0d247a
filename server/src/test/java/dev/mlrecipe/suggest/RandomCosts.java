package dev.mlrecipe.suggest;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Small problems, and all there is to try in them. */
final class RandomCosts {
    private RandomCosts() {}

    /** Some choices cannot be had, some are useless, some are alike. */
    static Costs of(Random random, int weights, int choices) {
        long[] stored = new long[weights];
        for (int weight = 0; weight < weights; weight++) {
            stored[weight] = 100 + random.nextInt(1000);
        }
        Costs costs = new Costs(weights, choices, stored);
        for (int weight = 0; weight < weights; weight++) {
            for (int choice = 1; choice < choices; choice++) {
                if (random.nextInt(6) > 0) {
                    long bytes = 1 + (long) (stored[weight] * random.nextInt(9) / 10.0);
                    costs.set(weight, choice, bytes, random.nextInt(5) == 0 ? 0.5 : random.nextDouble());
                }
            }
        }
        return costs;
    }

    /** Every way to choose, as far as it can be had. */
    static List<Allocation> all(Costs costs) {
        List<Allocation> all = new ArrayList<>();
        each(costs, new int[costs.weights()], 0, choices -> all.add(costs.allocation(choices)));
        return all;
    }

    private static void each(Costs costs, int[] choices, int weight, Consumer<int[]> use) {
        if (weight == choices.length) {
            use.accept(choices);
            return;
        }
        for (int choice = 0; choice < costs.choices(); choice++) {
            if (costs.has(weight, choice)) {
                choices[weight] = choice;
                each(costs, choices, weight + 1, use);
            }
        }
    }
}
