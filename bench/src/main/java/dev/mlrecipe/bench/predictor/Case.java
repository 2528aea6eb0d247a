package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.graph.ValueFacts;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Constants;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.predict.Predictor;
import dev.mlrecipe.predict.StoredWeight;
import dev.mlrecipe.predict.Unit;
import dev.mlrecipe.predict.Workload;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A published row with everything that a prediction of it needs.
 *
 * @param row what was published
 * @param workload its program with its weights
 * @param device the device that it was measured on
 * @param latency milliseconds that constants predict
 * @param baseline the float16 row of the same table; empty for float16 rows and where there is none
 */
record Case(
        Published row,
        Workload workload,
        Device device,
        ToDoubleFunction<Constants> latency,
        Optional<Published> baseline) {

    double predicted(Constants constants) {
        return latency.applyAsDouble(constants);
    }

    /** Bytes of its weights as they are stored. */
    double weightBytes() {
        return workload.work().stream()
                .flatMap(work -> work.weights().stream())
                .mapToDouble(StoredWeight::storedBytes)
                .sum();
    }

    /** Milliseconds that moving its weights once and every value twice takes at all of the memory bandwidth. */
    double roofline() {
        double values = workload.work().stream()
                .flatMap(work -> Stream.concat(work.inputs().stream(), work.outputs().stream()))
                .mapToDouble(Case::bytes)
                .sum();
        Unit unit = row.get("compute_unit").equals("GPU") ? Unit.GPU : Unit.NEURAL_ENGINE;
        return (weightBytes() + values) / (device.chip().engine(unit).orElseThrow().bandwidth().is() * 1e6);
    }

    private static double bytes(ValueFacts value) {
        double elements = value.shape().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
        return elements * DataType.ofWord(value.dtype()).map(DataType::bits).orElse(0) / 8;
    }

    /** The rows that can be predicted; the reasons why others cannot go to {@code excluded}. */
    static List<Case> of(List<Published> rows, Graphs graphs, Predictor predictor, List<Excluded> excluded) {
        Availability availability = Availability.load();
        return rows.stream()
                .flatMap(row -> {
                    Optional<String> reason = Excluded.reason(row, graphs);
                    reason.ifPresent(why -> excluded.add(new Excluded(row.id(), why)));
                    return reason.isPresent()
                            ? Stream.<Case>empty()
                            : Stream.of(of(row, rows, graphs, predictor, availability));
                })
                .toList();
    }

    private static Case of(
            Published row, List<Published> rows, Graphs graphs, Predictor predictor, Availability availability) {
        boolean mac = row.get("chip").startsWith("M");
        Device device = predictor.devices()
                .find(mac ? "MacBook Pro " + row.get("chip") : row.get("device"))
                .orElseThrow();
        String version = row.get("os").isEmpty() ? mac ? "macOS 15" : "iOS 16" : row.get("os");
        String major = version.replaceAll("^[^0-9]*([0-9]+).*$", "$1");
        Target os = availability.platforms().stream()
                .filter(platform -> platform.name().equals(mac ? "macOS" : "iOS"))
                .flatMap(platform -> platform.targets().stream())
                .filter(target -> target.version().equals(major))
                .findFirst()
                .orElseThrow();
        Workload workload = Variants.of(graphs.of(row).orElseThrow(), row);
        ComputeUnits units = row.get("compute_unit").equals("GPU") ? ComputeUnits.CPU_AND_GPU : ComputeUnits.CPU_AND_NE;
        return new Case(
                row,
                workload,
                device,
                predictor.latency(workload, device, os, units),
                rows.stream().filter(other -> !row.baseline() && other.baseline() && row.sameTable(other)
                                && Excluded.reason(other, graphs).isEmpty())
                        .findFirst());
    }
}
