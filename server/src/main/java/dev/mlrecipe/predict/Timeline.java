package dev.mlrecipe.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kernels one after the other on their units. On the Neural Engine the weights of later kernels are loaded while earlier
 * ones run, as far ahead as there is room; a kernel whose weights are late waits for them.
 *
 * @param dispatch milliseconds before the first kernel
 * @param steps one per kernel
 */
record Timeline(double dispatch, List<Step> steps) {
    Timeline {
        steps = List.copyOf(steps);
    }

    /**
     * One kernel.
     *
     * @param unit where it runs
     * @param ms how much later the program ends because of it, handing over from another unit included
     * @param bound what that is mostly made of
     */
    record Step(Unit unit, double ms, Bound bound) {}

    double total() {
        return dispatch + steps.stream().mapToDouble(Step::ms).sum();
    }

    /**
     * Kernels on these units.
     *
     * @param every what each kernel takes on the units that it can run on
     */
    static Timeline of(List<Map<Unit, Cost>> every, List<Unit> units, CostModel model) {
        int kernels = every.size();
        List<Cost> costs = new ArrayList<>();
        double streamed = 0;
        for (int i = 0; i < kernels; i++) {
            Cost cost = every.get(i).get(units.get(i));
            costs.add(cost);
            streamed += cost.streamedBytes();
        }
        double fromMemory = model.fromMemory(streamed);
        double room = model.prefetchBytes();
        double[] released = new double[kernels];
        double[] ends = new double[kernels];
        int freed = 0;
        double end = 0;
        double loaded = 0;
        double bytesBefore = 0;
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < kernels; i++) {
            Cost cost = costs.get(i);
            double start = end;
            double handover = i == 0 || units.get(i) == units.get(i - 1)
                    ? 0
                    : model.transfer(units.get(i - 1), units.get(i)) + model.dispatch(units.get(i));
            double bytes = cost.streamedBytes();
            if (bytes > 0) {
                double mustBeFree = bytesBefore + Math.min(bytes, room) - room;
                while (freed < i && released[freed] <= mustBeFree) {
                    freed++;
                }
                double free = mustBeFree > 0 && freed > 0 ? ends[freed - 1] : 0;
                loaded = Math.max(loaded, free) + cost.streamedMs() * fromMemory;
                bytesBefore += bytes;
            }
            double work = cost.together();
            end = Math.max(start + handover + work, bytes > 0 ? loaded : 0);
            released[i] = bytesBefore;
            ends[i] = end;
            boolean waits = end > start + handover + work;
            Bound bound = waits ? Bound.WEIGHT_MEMORY : handover > work ? Bound.DISPATCH : cost.bound();
            steps.add(new Step(units.get(i), end - start, bound));
        }
        return new Timeline(units.isEmpty() ? 0 : model.dispatch(units.get(0)), steps);
    }
}
