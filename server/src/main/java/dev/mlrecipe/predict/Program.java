package dev.mlrecipe.predict;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A workload as a chip sees it, before any time is known.
 *
 * @param workload what there is to do
 * @param storage how its weights lie in memory
 * @param supports which units can run each operation, in the order of the workload
 * @param kernels its kernels
 * @param loads what each kernel asks of every unit of the chip
 */
record Program(
        Workload workload,
        Storage storage,
        List<Support> supports,
        List<Kernel> kernels,
        List<Map<Unit, Load>> loads) {

    Program {
        supports = List.copyOf(supports);
        kernels = List.copyOf(kernels);
        loads = List.copyOf(loads);
    }

    /** @param placed units that are known, by name of the operation */
    static Program of(Workload workload, Storage storage, PlacementRules rules, Map<String, Unit> placed) {
        List<Support> supports = workload.work().stream()
                .map(work -> placed.containsKey(work.op())
                        ? Support.measured(placed.get(work.op()))
                        : Support.of(work, storage.chip(), workload.flexible(), rules))
                .toList();
        List<Kernel> kernels = Fusion.kernels(workload, supports);
        return new Program(
                workload, storage, supports, kernels, kernels.stream().map(kernel -> loads(kernel, storage)).toList());
    }

    private static Map<Unit, Load> loads(Kernel kernel, Storage storage) {
        Map<Unit, Load> loads = new EnumMap<>(Unit.class);
        kernel.units().forEach(unit -> loads.put(unit, Load.of(kernel, unit, storage)));
        return loads;
    }
}
