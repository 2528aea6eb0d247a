package dev.mlrecipe.coreml.activation;

import dev.mlrecipe.coreml.activation.ActivationGraph.Use;
import dev.mlrecipe.coreml.program.Ops;
import dev.mlrecipe.coreml.proto.mil.Argument;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a function is quantized: in front of every chosen operation, and behind it or behind the activation function
 * that follows it, as coremltools' {@code linear_quantize_activations} decides.
 *
 * <p>Nothing is inserted behind where only one operation follows and is quantized in front anyway, or where nothing
 * follows. Results of the function itself stay as they are; others that take the same value get the quantized one.
 */
public final class ActivationCuts {
    private static final Set<String> ACTIVATIONS =
            Set.of("leaky_relu", "tanh", "scaled_tanh", "sigmoid", "hard_sigmoid", "relu", "relu6");

    private final ActivationGraph graph;
    /** By number of the operation. */
    private final Map<Integer, Scheme> front = new LinkedHashMap<>();
    /** By value. */
    private final Map<String, Scheme> behind = new LinkedHashMap<>();
    /** The operation behind which, by value. */
    private final Map<String, String> causes = new HashMap<>();

    /**
     * Cuts a function.
     *
     * @param chosen how to quantize which operations, by name; names of no {@link ActivationSite} mean nothing
     */
    public ActivationCuts(Function function, Map<String, Scheme> chosen) {
        graph = new ActivationGraph(function);
        for (int i = 0; i < graph.ops().size(); i++) {
            int number = i;
            graph.site(i)
                    .map(site -> chosen.get(site.op()))
                    .ifPresent(scheme -> front.put(number, scheme));
        }
        front.forEach(this::cutBehind);
    }

    /** The operations of a function that can be quantized, in program order. */
    public static List<ActivationSite> sites(Function function) {
        ActivationGraph graph = new ActivationGraph(function);
        List<ActivationSite> sites = new ArrayList<>();
        for (int i = 0; i < graph.ops().size(); i++) {
            graph.site(i).ifPresent(sites::add);
        }
        return sites;
    }

    private void cutBehind(int number, Scheme scheme) {
        String value = graph.ops().get(number).getOutputs(0).getName();
        if (isQuantizedAlone(value) || graph.uses(value).isEmpty()) {
            return;
        }
        // coremltools looks at one follower only: the first that is not quantized in front.
        Operation follower = graph.uses(value).stream()
                .filter(use -> !isFront(use))
                .findFirst()
                .map(use -> graph.ops().get(use.op()))
                .orElse(Operation.getDefaultInstance());
        if (ACTIVATIONS.contains(follower.getType())) {
            String activated = follower.getOutputs(0).getName();
            if (isQuantizedAlone(activated)) {
                return;
            }
            value = graph.uses(activated).isEmpty() ? value : activated;
        }
        if (graph.isComputed(value)) {
            behind.putIfAbsent(value, scheme);
            causes.putIfAbsent(value, Ops.name(graph.ops().get(number)));
        }
    }

    /** Whether one operation takes the value, quantized in front. */
    private boolean isQuantizedAlone(String value) {
        List<Use> uses = graph.uses(value);
        return uses.size() == 1 && isFront(uses.get(0));
    }

    boolean isFront(Use use) {
        return front.containsKey(use.op()) && graph.takes(use);
    }

    Scheme front(int number) {
        return front.get(number);
    }

    Map<String, Scheme> behind() {
        return behind;
    }

    /** Values that would be quantized behind an operation, had they a range. */
    List<String> withoutRange(Map<String, Range> ranges) {
        return behind.keySet().stream()
                .filter(value -> !ranges.containsKey(value))
                .toList();
    }

    String makerOf(String value) {
        return Ops.name(graph.maker(value).orElseThrow().op());
    }

    ActivationGraph graph() {
        return graph;
    }

    /**
     * The values of which ranges are needed, each with the operation for whose sake: those that are quantized, in
     * program order, and those that share their range by way of a {@code concat}.
     */
    public Map<String, String> values() {
        Map<String, String> all = quantized();
        for (Set<String> group : concatenated()) {
            group.stream()
                    .map(all::get)
                    .filter(op -> op != null)
                    .findFirst()
                    .ifPresent(op -> group.forEach(value -> all.putIfAbsent(value, op)));
        }
        return all;
    }

    private Map<String, String> quantized() {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < graph.ops().size(); i++) {
            if (front.containsKey(i)) {
                ActivationSite site = graph.site(i).orElseThrow();
                site.values().forEach(value -> values.putIfAbsent(value, site.op()));
            }
            graph.ops().get(i).getOutputsList().stream()
                    .map(output -> output.getName())
                    .filter(behind::containsKey)
                    .forEach(value -> values.putIfAbsent(value, causes.get(value)));
        }
        return values;
    }

    /** What one {@code concat} takes and makes has one range, so that nothing is quantized anew in between. */
    Map<String, Range> united(Map<String, Range> ranges) {
        Map<String, Range> united = new HashMap<>(ranges);
        for (Set<String> group : concatenated()) {
            group.stream()
                    .map(ranges::get)
                    .filter(range -> range != null)
                    .reduce(Range::union)
                    .ifPresent(range -> group.stream()
                            .filter(ranges::containsKey)
                            .forEach(value -> united.put(value, range)));
        }
        return united;
    }

    /** Floating-point values that some {@code concat} operations tie together. */
    private List<Set<String>> concatenated() {
        List<Set<String>> groups = new ArrayList<>();
        for (Operation op : graph.ops()) {
            if (op.getType().equals("concat")
                    && op.getOutputsCount() == 1
                    && !graph.isOutput(op.getOutputs(0).getName())) {
                Set<String> group = new LinkedHashSet<>();
                for (Argument.Binding binding :
                        op.getInputsOrDefault("values", Argument.getDefaultInstance()).getArgumentsList()) {
                    group.add(binding.getName());
                }
                group.add(op.getOutputs(0).getName());
                group.removeIf(value -> !graph.isComputed(value));
                List<Set<String>> tied = groups.stream()
                        .filter(other -> other.stream().anyMatch(group::contains))
                        .toList();
                tied.forEach(group::addAll);
                groups.removeAll(new HashSet<>(tied));
                groups.add(group);
            }
        }
        return groups;
    }
}
