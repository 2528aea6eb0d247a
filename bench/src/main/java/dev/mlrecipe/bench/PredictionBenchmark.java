package dev.mlrecipe.bench;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.bench.predictor.ResNet50;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.predict.Prediction;
import dev.mlrecipe.predict.Predictor;
import dev.mlrecipe.predict.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time for one prediction of ResNet50 on a phone, and for reading the data that it needs. Run in the repository. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PredictionBenchmark {
    private final Predictor predictor = Predictor.load();
    private final Device device = predictor.devices().find("iPhone 15 Pro").orElseThrow();
    private final Target os = device.os(List.of(), Availability.load());
    private Workload workload;

    /** Reads the program. */
    @Setup
    public void read() throws IOException {
        workload = ResNet50.read(Path.of("."));
    }

    /** All operations on all units. */
    @Benchmark
    public Prediction resNet50() {
        return predictor.predict(workload, device, os, ComputeUnits.ALL);
    }

    /** Devices, rules and constants. */
    @Benchmark
    public Predictor data() {
        return Predictor.load();
    }
}
