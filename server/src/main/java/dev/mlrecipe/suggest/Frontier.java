package dev.mlrecipe.suggest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The best that can be had if every weight may have a choice of its own: the least error for every size.
 *
 * <p>For each weight only choices on the lower convex hull of its points (bytes, error) count. Going from the largest
 * to the smallest one edge after the other, always along the edge that loses the least error per byte, gives
 * allocations none of which is beaten by any other at its size or error: they minimise error + λ bytes for some λ
 * (Shoham and Gersho 1988).
 */
public final class Frontier {
    private final Costs costs;
    private final List<Allocation> allocations;

    private Frontier(Costs costs, List<Allocation> allocations) {
        this.costs = costs;
        this.allocations = allocations;
    }

    /** One edge of a weight's hull: from one choice to the next smaller one. */
    private record Edge(int weight, int to, double slope) {}

    public static Frontier of(Costs costs) {
        List<Edge> edges = new ArrayList<>();
        int[] choices = new int[costs.weights()];
        for (int weight = 0; weight < costs.weights(); weight++) {
            List<Integer> hull = hull(costs, weight);
            choices[weight] = hull.getFirst();
            for (int i = 1; i < hull.size(); i++) {
                edges.add(new Edge(weight, hull.get(i), slope(costs, weight, hull.get(i - 1), hull.get(i))));
            }
        }
        edges.sort(Comparator.comparingDouble(Edge::slope).thenComparingInt(Edge::weight));
        List<Allocation> allocations = new ArrayList<>();
        allocations.add(costs.allocation(choices));
        for (Edge edge : edges) {
            choices[edge.weight()] = edge.to();
            allocations.add(costs.allocation(choices));
        }
        return new Frontier(costs, List.copyOf(allocations));
    }

    /** Choices of one weight on its lower convex hull, the largest first; errors and slopes grow. */
    static List<Integer> hull(Costs costs, int weight) {
        List<Integer> bySize = new ArrayList<>();
        for (int choice = 0; choice < costs.choices(); choice++) {
            if (costs.has(weight, choice)) {
                bySize.add(choice);
            }
        }
        bySize.sort(Comparator.comparingDouble((Integer choice) -> costs.error(weight, choice))
                .thenComparingLong(choice -> costs.bytes(weight, choice)));
        List<Integer> hull = new ArrayList<>();
        for (int choice : bySize) {
            if (!hull.isEmpty() && costs.bytes(weight, choice) >= costs.bytes(weight, hull.getLast())) {
                continue;
            }
            while (hull.size() > 1
                    && slope(costs, weight, hull.getLast(), choice)
                            <= slope(costs, weight, hull.get(hull.size() - 2), hull.getLast())) {
                hull.removeLast();
            }
            hull.add(choice);
        }
        return hull;
    }

    /** Error per byte that is saved. */
    private static double slope(Costs costs, int weight, int from, int to) {
        return (costs.error(weight, to) - costs.error(weight, from))
                / (costs.bytes(weight, from) - costs.bytes(weight, to));
    }

    /** From the largest to the smallest. */
    public List<Allocation> allocations() {
        return allocations;
    }

    /** The least bytes that can be had. */
    public long least() {
        return allocations.getLast().bytes();
    }

    /**
     * The best allocation of at most so many bytes that is on the frontier, and then what the bytes that are left are
     * good for; the smallest one where nothing is small enough.
     */
    public Allocation within(long bytes) {
        Allocation start = allocations.stream()
                .filter(allocation -> allocation.bytes() <= bytes)
                .findFirst()
                .orElseGet(allocations::getLast);
        int[] choices = start.choices().stream().mapToInt(Integer::intValue).toArray();
        long left = bytes - start.bytes();
        while (true) {
            Edge best = null;
            for (int weight = 0; weight < choices.length; weight++) {
                for (int choice = 0; choice < costs.choices(); choice++) {
                    long more = costs.bytes(weight, choice) - costs.bytes(weight, choices[weight]);
                    double less = costs.error(weight, choices[weight]) - costs.error(weight, choice);
                    boolean possible = costs.has(weight, choice) && more <= left;
                    if (possible && less > (best == null ? 0 : best.slope())) {
                        best = new Edge(weight, choice, less);
                    }
                }
            }
            if (best == null) {
                return costs.allocation(choices);
            }
            left -= costs.bytes(best.weight(), best.to()) - costs.bytes(best.weight(), choices[best.weight()]);
            choices[best.weight()] = best.to();
        }
    }

    /** The smallest allocation on the frontier with at most this error. */
    public Allocation below(double error) {
        return allocations.reversed().stream()
                .filter(allocation -> allocation.error() <= error)
                .findFirst()
                .orElseGet(allocations::getFirst);
    }
}
