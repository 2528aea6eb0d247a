package dev.mlrecipe.imports;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Which ways a script is followed: wherever it cannot be told which branch is taken, one run takes the first and later
 * runs the others, those that compress before those that only set names.
 */
final class Decisions {
    /** Scripts with more ways than this have names for them that nobody would read. */
    static final int MOST_RUNS = 64;

    private final PriorityQueue<Plan> waiting = new PriorityQueue<>(
            Comparator.comparingInt(Plan::changes).thenComparingInt(Plan::order));

    private List<Integer> chosen = List.of();
    private final List<Integer> taken = new ArrayList<>();
    private final Map<String, Boolean> held = new HashMap<>();
    private int changes;
    private int runs;
    private int order;

    /** @param changes weight of the branches taken beside the usual ones */
    private record Plan(List<Integer> choices, int changes, int order) {}

    /** Begins a run; the first may always begin. */
    boolean next() {
        if (runs == 0) {
            runs = 1;
            return true;
        }
        Plan plan = waiting.poll();
        if (plan == null || runs == MOST_RUNS) {
            return false;
        }
        chosen = plan.choices();
        changes = plan.changes();
        taken.clear();
        held.clear();
        runs++;
        return true;
    }

    /** Whether ways were left out. */
    boolean incomplete() {
        return !waiting.isEmpty();
    }

    /**
     * Whether a condition holds; in one run it always or never does.
     *
     * @param words the condition in the script's words
     * @param matters whether it decides about what compresses
     */
    boolean holds(String words, boolean matters) {
        Boolean before = held.get(words);
        if (before != null) {
            return before;
        }
        boolean holds = choose(2, matters) == 0;
        held.put(words, holds);
        return holds;
    }

    private int choose(int branches, boolean matters) {
        int at = taken.size();
        int choice = at < chosen.size() ? chosen.get(at) : 0;
        if (at >= chosen.size() && waiting.size() < 4 * MOST_RUNS) {
            for (int other = 1; other < branches; other++) {
                List<Integer> choices = new ArrayList<>(taken);
                choices.add(other);
                waiting.add(new Plan(choices, changes + (matters ? 1 : 8), order++));
            }
        }
        taken.add(choice);
        return choice;
    }
}
