package dev.mlrecipe.predict;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which unit runs which kernel. Core ML decides for the whole program, so a few ways to lay it out are timed and the
 * quickest is taken: every kernel on the first unit of a preference that can run it, and runs of kernels that are too
 * short to be worth a change of units moved to a neighbour's unit.
 *
 * @param units one per kernel
 * @param moved whether a kernel was moved for being part of such a short run
 * @param timeline what it takes
 */
record Placement(List<Unit> units, List<Boolean> moved, Timeline timeline) {
    private static final List<List<Unit>> PREFERENCES = List.of(
            List.of(Unit.NEURAL_ENGINE, Unit.CPU, Unit.GPU),
            List.of(Unit.NEURAL_ENGINE, Unit.GPU, Unit.CPU),
            List.of(Unit.GPU, Unit.CPU),
            List.of(Unit.CPU));

    Placement {
        units = List.copyOf(units);
        moved = List.copyOf(moved);
    }

    static Placement quickest(Program program, ComputeUnits allowed, CostModel model) {
        Optional<Placement> best = Optional.empty();
        List<List<Unit>> preferences = PREFERENCES.stream()
                .map(preference -> preference.stream().filter(allowed::has).toList())
                .distinct()
                .toList();
        List<Map<Unit, Cost>> costs = program.loads().stream().map(model::costs).toList();
        for (List<Unit> preference : preferences) {
            Placement placement = laidOut(program, costs, preference, model);
            if (best.isEmpty() || placement.timeline.total() < best.get().timeline.total()) {
                best = Optional.of(placement);
            }
        }
        return best.orElseThrow();
    }

    private static Placement laidOut(
            Program program, List<Map<Unit, Cost>> costs, List<Unit> preference, CostModel model) {
        List<Unit> units = new ArrayList<>();
        List<Boolean> moved = new ArrayList<>();
        for (Kernel kernel : program.kernels()) {
            units.add(first(kernel, preference));
            moved.add(false);
        }
        mergeShortRuns(costs, units, moved, model);
        return new Placement(units, moved, Timeline.of(costs, units, model));
    }

    /** The CPU runs everything, also where a recipe's choice of units leaves nothing else, unless one is measured. */
    private static Unit first(Kernel kernel, List<Unit> preference) {
        return kernel.units().size() == 1
                ? kernel.units().iterator().next()
                : preference.stream().filter(kernel.units()::contains).findFirst().orElse(Unit.CPU);
    }

    private static void mergeShortRuns(
            List<Map<Unit, Cost>> costs, List<Unit> units, List<Boolean> moved, CostModel model) {
        int start = 0;
        while (start < units.size()) {
            int end = start + 1;
            while (end < units.size() && units.get(end) == units.get(start)) {
                end++;
            }
            Optional<Unit> neighbour = start > 0
                    ? Optional.of(units.get(start - 1))
                    : end < units.size() ? Optional.of(units.get(end)) : Optional.empty();
            if (neighbour.isPresent()
                    && worthMoving(costs.subList(start, end), units.get(start), neighbour.get(), model)) {
                for (int i = start; i < end; i++) {
                    units.set(i, neighbour.get());
                    moved.set(i, true);
                }
            }
            start = end;
        }
    }

    private static boolean worthMoving(List<Map<Unit, Cost>> run, Unit from, Unit to, CostModel model) {
        if (!run.stream().allMatch(costs -> costs.containsKey(to))) {
            return false;
        }
        double here = 2 * model.transfer(from, to) + model.dispatch(from) + model.dispatch(to);
        double there = 0;
        for (Map<Unit, Cost> costs : run) {
            here += costs.get(from).together();
            there += costs.get(to).together();
        }
        return there < here;
    }

    /** The units that are used, each once. */
    Set<Unit> used() {
        EnumSet<Unit> used = EnumSet.noneOf(Unit.class);
        used.addAll(units);
        return used;
    }
}
