package dev.mlrecipe.predict;

import dev.mlrecipe.coreml.graph.ValueFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Groups the operations of a program as compilers for these units do: an elementwise operation joins the operation whose
 * result it takes, so that nothing moves between them.
 */
final class Fusion {
    private static final Set<String> ELEMENTWISE = Set.of(
            "add", "sub", "mul", "real_div", "relu", "relu6", "leaky_relu", "prelu", "thresholded_relu", "clip", "elu",
            "sigmoid", "sigmoid_hard", "tanh", "gelu", "silu", "softplus", "softsign", "batch_norm", "quantize",
            "linear_activation", "square", "sqrt", "rsqrt", "abs", "identity");

    private final Map<String, Group> producers = new HashMap<>();
    private final List<Group> groups = new ArrayList<>();

    private static final class Group {
        private final int position;
        private final List<Work> work = new ArrayList<>();
        private final Set<Unit> units;

        Group(int position, Set<Unit> units) {
            this.position = position;
            this.units = units;
        }
    }

    private Fusion() {}

    /**
     * Kernels in program order.
     *
     * @param support the units of each operation, in the order of the work
     */
    static List<Kernel> kernels(Workload workload, List<Support> support) {
        Fusion fusion = new Fusion();
        for (int i = 0; i < workload.work().size(); i++) {
            fusion.add(workload.work().get(i), support.get(i).units());
        }
        return fusion.kernels();
    }

    private void add(Work work, Set<Unit> units) {
        Group group = ELEMENTWISE.contains(work.operation()) ? latest(work, units) : null;
        if (group == null) {
            group = new Group(groups.size(), units);
            groups.add(group);
        }
        group.work.add(work);
        for (ValueFacts output : work.outputs()) {
            producers.put(output.name(), group);
        }
    }

    private Group latest(Work work, Set<Unit> units) {
        Group latest = null;
        for (ValueFacts input : work.inputs()) {
            Group group = producers.get(input.name());
            if (group != null && group.units.equals(units) && (latest == null || group.position > latest.position)) {
                latest = group;
            }
        }
        return latest;
    }

    private List<Kernel> kernels() {
        Map<String, Set<Group>> readers = new HashMap<>();
        for (Group group : groups) {
            group.work.forEach(work -> work.inputs()
                    .forEach(input -> readers.computeIfAbsent(input.name(), name -> new HashSet<>()).add(group)));
        }
        return groups.stream().map(group -> kernel(group, readers)).toList();
    }

    private static Kernel kernel(Group group, Map<String, Set<Group>> readers) {
        Set<String> own = new HashSet<>();
        group.work.forEach(work -> work.outputs().forEach(output -> own.add(output.name())));
        Map<String, ValueFacts> reads = new LinkedHashMap<>();
        List<ValueFacts> writes = new ArrayList<>();
        for (Work work : group.work) {
            work.inputs().stream()
                    .filter(input -> !own.contains(input.name()))
                    .forEach(input -> reads.putIfAbsent(input.name(), input));
            work.outputs().stream()
                    .filter(output -> {
                        Set<Group> outside = readers.getOrDefault(output.name(), Set.of());
                        return outside.isEmpty() || outside.stream().anyMatch(other -> other != group);
                    })
                    .forEach(writes::add);
        }
        return new Kernel(group.work, List.copyOf(reads.values()), writes, group.units);
    }
}
