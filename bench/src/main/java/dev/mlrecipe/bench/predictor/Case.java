package dev.mlrecipe.bench.predictor;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Constants;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.predict.Predictor;
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
 * @param latency milliseconds that constants predict
 * @param baseline the float16 row of the same table; empty for float16 rows and where there is none
 */
record Case(
        Published row, Workload workload, ToDoubleFunction<Constants> latency, Optional<Published> baseline) {

    double predicted(Constants constants) {
        return latency.applyAsDouble(constants);
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
                predictor.latency(workload, device, os, units),
                rows.stream().filter(other -> !row.baseline() && other.baseline() && row.sameTable(other)
                                && Excluded.reason(other, graphs).isEmpty())
                        .findFirst());
    }
}
