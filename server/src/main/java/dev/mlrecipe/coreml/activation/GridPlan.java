package dev.mlrecipe.coreml.activation;

import dev.mlrecipe.coreml.activation.ActivationGraph.Use;
import dev.mlrecipe.coreml.proto.mil.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which grid every reader of a value sees, and in which equivalent form it is stored. */
final class GridPlan {

    /** A value on a grid: one {@code quantize}, however many take it. */
    record Key(String value, Grid grid) {}

    private final ActivationCuts cuts;
    private final ActivationGraph graph;
    private final Map<String, Range> ranges;
    private final Map<String, Grid> behind = new HashMap<>();
    private final Set<Integer> integer = new HashSet<>();
    /** How many {@code dequantize} read the codes, equal ones counted apart as they are in coremltools. */
    private final Map<Key, Integer> readers = new HashMap<>();
    /** Codes that an operation on integers takes or makes. */
    private final Set<Key> kept = new HashSet<>();
    private final Map<Use, Grid> normalized = new HashMap<>();
    private final Map<Key, Double> scales = new HashMap<>();

    /** @param ranges ranges of all values that are quantized in front, and of those behind as far as known */
    GridPlan(ActivationCuts cuts, Map<String, Range> ranges) {
        this.cuts = cuts;
        this.graph = cuts.graph();
        this.ranges = ranges;
        cuts.behind().forEach((value, scheme) -> {
            if (ranges.containsKey(value)) {
                behind.put(value, grid(value, scheme));
            }
        });
        for (int i = 0; i < graph.ops().size(); i++) {
            if (reshapesCodes(graph.ops().get(i))) {
                integer.add(i);
            }
        }
        for (Operation op : graph.ops()) {
            op.getOutputsList().forEach(output -> count(output.getName()));
        }
        for (int i = 0; i < graph.ops().size(); i++) {
            normalize(i, graph.ops().get(i));
        }
    }

    private Grid grid(String value, Scheme scheme) {
        return Grid.of(ranges.get(value), scheme, graph.floats(value).orElseThrow());
    }

    /** The grid behind the operation that makes a value. */
    Optional<Grid> behind(String value) {
        return Optional.ofNullable(behind.get(value));
    }

    /** The grid on which a reader takes a value; empty if it takes the value itself. */
    Optional<Grid> read(String value, Use use) {
        return cuts.isFront(use) ? Optional.of(grid(value, cuts.front(use.op()))) : behind(value);
    }

    /** Whether an operation works on codes. */
    boolean isInteger(int number) {
        return integer.contains(number);
    }

    /** A reshape between one and the same grid. */
    private boolean reshapesCodes(Operation op) {
        if (!op.getType().equals("reshape") || op.getOutputsCount() != 1) {
            return false;
        }
        String to = op.getOutputs(0).getName();
        List<Use> uses = graph.uses(to);
        Optional<Grid> grid = ActivationGraph.input(op, "x").flatMap(this::behind);
        return grid.isPresent()
                && uses.size() == 1
                && cuts.isFront(uses.get(0))
                && !graph.isOutput(to)
                && read(to, uses.get(0)).equals(grid);
    }

    private void count(String value) {
        Optional<Grid> own = behind(value);
        boolean expanded = false;
        for (Use use : graph.uses(value)) {
            if (isInteger(use.op()) && use.input().equals("x")) {
                kept.add(new Key(value, own.orElseThrow()));
                kept.add(new Key(graph.ops().get(use.op()).getOutputs(0).getName(), own.get()));
                continue;
            }
            Optional<Grid> grid = read(value, use);
            if (grid.isPresent() && cuts.isFront(use)) {
                readers.merge(new Key(value, grid.get()), 1, Integer::sum);
            }
            expanded |= !cuts.isFront(use) || !grid.equals(own);
        }
        if (own.isPresent() && expanded) {
            readers.merge(new Key(value, own.get()), 1, Integer::sum);
        }
    }

    /**
     * Lets the second operand of a sum have scale 1, with the other scales divided by its own: devices apply one scale
     * while they add.
     */
    private void normalize(int number, Operation op) {
        if (!op.getType().equals("add") && !op.getType().equals("sub") || op.getOutputsCount() != 1) {
            return;
        }
        Use x = new Use(number, "x");
        Use y = new Use(number, "y");
        Optional<Key> first = ActivationGraph.input(op, "x").flatMap(value -> key(value, x));
        Optional<Key> second = ActivationGraph.input(op, "y").flatMap(value -> key(value, y));
        Optional<Key> sum = result(op.getOutputs(0).getName());
        if (first.isEmpty() || second.isEmpty() || sum.isEmpty()) {
            return;
        }
        if (!normalize(x, first.get(), y, second.get(), sum.get())) {
            normalize(y, second.get(), x, first.get(), sum.get());
        }
    }

    private boolean normalize(Use scaled, Key first, Use unscaled, Key second, Key sum) {
        float operand = first.grid().scale() / second.grid().scale();
        float result = sum.grid().scale() / second.grid().scale();
        if (!isStorable(operand) || !isStorable(result)) {
            return false;
        }
        normalized.put(scaled, expanded(first).scaled(operand));
        normalized.put(unscaled, expanded(second).scaled(1));
        scales.put(sum, (double) result);
        return true;
    }

    private static boolean isStorable(float scale) {
        return scale <= 65504 && scale >= 0x1p-24f;
    }

    private Optional<Key> key(String value, Use use) {
        return read(value, use).map(grid -> new Key(value, grid));
    }

    /** The sum, or what {@code relu} makes of it, if that is quantized and nothing else happens to it. */
    private Optional<Key> result(String sum) {
        String value = sum;
        if (graph.uses(sum).size() == 1 && behind(sum).isEmpty()) {
            Operation only = graph.ops().get(graph.uses(sum).get(0).op());
            if (only.getType().equals("relu")) {
                value = only.getOutputs(0).getName();
            }
        }
        if (graph.isOutput(sum) || graph.isOutput(value)) {
            return Optional.empty();
        }
        Optional<Grid> own = behind(value);
        if (own.isPresent()) {
            return Optional.of(new Key(value, own.get()));
        }
        List<Use> uses = graph.uses(value);
        return uses.size() == 1 && cuts.isFront(uses.get(0)) ? key(value, uses.get(0)) : Optional.empty();
    }

    /** The grid of a dequantized value: zero gets code 0 where a change of sign can do that. */
    Grid expanded(Key key) {
        return key.grid().flips() && readers.getOrDefault(key, 0) == 1 && !kept.contains(key)
                ? key.grid().flipped()
                : key.grid();
    }

    /** The grid of the quantized value: the same, with the scale of a normalized sum. */
    Grid stored(Key key) {
        Grid grid = expanded(key);
        return scales.containsKey(key) ? grid.scaled(scales.get(key)) : grid;
    }

    /** The operand of a normalized sum; empty for all other readers. */
    Optional<Grid> normalized(Use use) {
        return Optional.ofNullable(normalized.get(use));
    }
}
