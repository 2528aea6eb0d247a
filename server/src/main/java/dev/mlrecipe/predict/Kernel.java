package dev.mlrecipe.predict;

import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.DataType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Operations that a unit runs as one: something that multiplies, and the elementwise operations behind it.
 *
 * @param work its operations in program order, the one that gives it its name first
 * @param reads values that come from outside
 * @param writes values that are read outside
 * @param units the units that can run all of it
 */
record Kernel(List<Work> work, List<ValueFacts> reads, List<ValueFacts> writes, Set<Unit> units) {
    private static final Set<String> CONVOLUTIONS = Set.of("conv", "conv_transpose");

    Kernel {
        work = List.copyOf(work);
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
        units = Set.copyOf(units);
    }

    Work main() {
        return work.get(0);
    }

    long multiplyAdds() {
        return work.stream().mapToLong(Work::multiplyAdds).sum();
    }

    List<StoredWeight> weights() {
        return work.stream().flatMap(w -> w.weights().stream()).toList();
    }

    /** Weights that are read from end to end: all but those that rows are looked up in. */
    List<StoredWeight> streamed() {
        return work.stream()
                .filter(w -> !w.operation().startsWith("gather"))
                .flatMap(w -> w.weights().stream())
                .toList();
    }

    /** Bytes of values that it reads and writes. */
    long valueBytes() {
        return bytes(reads) + bytes(writes);
    }

    /** Bytes of the largest value that it reads or writes. */
    long largestValue() {
        return Stream.concat(reads.stream(), writes.stream())
                .mapToLong(Kernel::bytes)
                .max()
                .orElse(0);
    }

    /** Whether every result depends on one input channel only. */
    boolean depthwise() {
        Work main = main();
        return CONVOLUTIONS.contains(main.operation())
                && main.weights().stream()
                        .filter(weight -> weight.input().startsWith("weight") && weight.shape().size() > 2)
                        .anyMatch(weight -> weight.shape().get(1) == 1 && weight.shape().get(0) > 1
                                && !main.inputs().isEmpty()
                                && main.inputs().get(0).shape().size() > 1
                                && main.inputs().get(0).shape().get(1) > 1);
    }

    /** Whether both factors of its products are 8-bit integers. */
    boolean int8() {
        Work main = main();
        return main.multiplyAdds() > 0
                && main.inputs().stream().anyMatch(input -> input.dtype().equals("int8") || input.dtype().equals("uint8"))
                && main.weights().stream().anyMatch(StoredWeight::integer);
    }

    /** Whether it computes with 32-bit numbers. */
    boolean single() {
        return main().outputs().stream().anyMatch(output -> output.dtype().equals("float32"));
    }

    private static long bytes(List<ValueFacts> values) {
        return values.stream().mapToLong(Kernel::bytes).sum();
    }

    /** Bytes of a value, an unknown dimension counted as 1. */
    static long bytes(ValueFacts value) {
        double elements = value.shape().stream().mapToDouble(dim -> Math.max(1, dim)).reduce(1, (a, b) -> a * b);
        return (long) Math.min(1L << 60, DataType.ofWord(value.dtype()).map(DataType::bits).orElse(0) * elements / 8);
    }
}
