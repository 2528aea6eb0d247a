package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.predict.Kind;
import dev.mlrecipe.predict.StoredWeight;
import dev.mlrecipe.predict.Work;
import dev.mlrecipe.predict.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A program with its weights stored as a published row says, from shapes alone. */
final class Variants {
    /** What the tools leave alone. */
    private static final long SMALL = 2048;

    private final Published row;

    private Variants(Published row) {
        this.row = row;
    }

    static Workload of(Workload dense, Published row) {
        if (row.baseline()) {
            return dense;
        }
        Variants variants = new Variants(row);
        return new Workload(dense.function(), dense.work().stream().map(variants::work).toList(), List.of());
    }

    private Work work(Work work) {
        boolean narrow = row.get("act_bits").equals("8");
        return new Work(
                work.op(),
                work.type(),
                narrow ? int8(work.inputs()) : work.inputs(),
                narrow ? int8(work.outputs()) : work.outputs(),
                work.multiplyAdds(),
                work.weights().stream().map(weight -> weight(work, weight)).toList(),
                work.known());
    }

    private static List<ValueFacts> int8(List<ValueFacts> values) {
        return values.stream()
                .map(value -> value.dtype().equals("float16")
                        ? new ValueFacts(value.name(), value.shape(), "int8")
                        : value)
                .toList();
    }

    private StoredWeight weight(Work work, StoredWeight weight) {
        boolean embedding = work.type().equals("gather");
        if (weight.shape().size() < 2 || weight.elements() <= SMALL || embedding) {
            return weight;
        }
        return switch (row.get("scheme")) {
            case "palettization" -> palettized(weight);
            case "linear_quantization" -> quantized(weight);
            case "pruning" -> pruned(weight);
            default -> throw new IllegalArgumentException(row.id() + ": " + row.get("scheme"));
        };
    }

    private StoredWeight palettized(StoredWeight weight) {
        double bits = row.number("bits");
        long tables = switch (row.get("granularity")) {
            case "per_tensor" -> 1;
            case "per_channel" -> weight.shape().get(0);
            default -> Math.max(1, weight.shape().get(0) / (long) row.number("group_or_block"));
        };
        long bytes = (long) (weight.elements() * bits / 8 + tables * 2 * Math.pow(2, bits));
        return stored(weight, Set.of(tables > 1 ? Kind.GROUPED_TABLE : Kind.TABLE), bytes, 1, tables, false);
    }

    private StoredWeight quantized(StoredWeight weight) {
        double bits = row.number("bits");
        boolean blocks = row.get("granularity").equals("per_block");
        long scales = blocks ? weight.elements() / (long) row.number("group_or_block") : weight.shape().get(0);
        long bytes = (long) (weight.elements() * bits / 8 + 2 * scales);
        return stored(weight, Set.of(blocks || bits < 8 ? Kind.BLOCK : Kind.LINEAR), bytes, 1, 0, true);
    }

    private StoredWeight pruned(StoredWeight weight) {
        double density = 1 - row.number("sparsity");
        long bytes = (long) (weight.elements() / 8.0 + 2 * weight.elements() * density);
        return stored(weight, EnumSet.of(Kind.SPARSE), bytes, density, 0, false);
    }

    private static StoredWeight stored(
            StoredWeight weight, Set<Kind> kinds, long bytes, double density, long tables, boolean integer) {
        return new StoredWeight(
                weight.id(), weight.input(), weight.shape(), kinds, bytes, density, tables, integer);
    }
}
