package dev.mlrecipe.bench;

import dev.mlrecipe.coreml.ChannelAxes;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.form.Decoder;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.ErrorSums;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.form.ValueReader;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.technique.Options;
import dev.mlrecipe.technique.Outcome;
import dev.mlrecipe.technique.Subject;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.technique.Workbench;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one thread does with a weight of 4 million float16 values in memory. An operation is a megabyte (10^6 bytes) of
 * the float16 weight, so {@code ops/s} reads as MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(KernelBenchmark.MEGABYTES)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KernelBenchmark {
    static final int MEGABYTES = 8;

    private static final Shape SHAPE = Shape.of(1250, 3200);

    private Workbench workbench;
    private Subject weight;
    private Compression int8;
    private Compression int4Blocks;
    private Compression tables;
    private Representation int4Form;
    private Representation tableForm;
    private byte[] codes;
    private Tensor packed;

    /** A technique and its options. */
    private record Compression(Technique technique, Options options) {

        static Compression of(String configType, Map<String, Object> options) {
            Technique technique = Techniques.builtIn().all().stream()
                    .filter(candidate -> candidate.configType().equals(configType))
                    .findFirst()
                    .orElseThrow();
            return new Compression(technique, Options.of(technique.options(), options));
        }

        Representation run(Subject weight, Workbench workbench) throws IOException {
            return switch (technique.compress(weight, options, workbench)) {
                case Outcome.Compressed compressed -> compressed.form();
                case Outcome.Declined declined -> throw new IllegalStateException(declined.reason());
            };
        }
    }

    @Setup
    public void prepare() throws IOException {
        workbench = new InMemory();
        byte[] halves = new TrainedLikeValues(1, SHAPE, 0).toArray();
        weight = new Subject(
                "fc.weight",
                "linear",
                "weight",
                Optional.of(new ChannelAxes(0, 1)),
                new Dense(new Tensor(DataType.FLOAT16, SHAPE, Bytes.of(halves))),
                Opset.COREML8,
                false,
                false);
        int8 = Compression.of("OpLinearQuantizerConfig", Map.of("dtype", "int8"));
        int4Blocks = Compression.of(
                "OpLinearQuantizerConfig", Map.of("dtype", "int4", "granularity", "per_block", "block_size", 32L));
        tables = Compression.of("OpPalettizerConfig", Map.of("mode", "kmeans", "nbits", 4L));
        int4Form = int4Blocks.run(weight, workbench);
        tableForm = tables.run(weight, workbench);
        codes = new byte[(int) SHAPE.elements()];
        System.arraycopy(halves, 0, codes, 0, codes.length);
        packed = packFourBits();
    }

    @Benchmark
    public Representation quantizeInt8PerChannel() throws IOException {
        return int8.run(weight, workbench);
    }

    @Benchmark
    public Representation quantizeInt4PerBlockOf32() throws IOException {
        return int4Blocks.run(weight, workbench);
    }

    @Benchmark
    public Representation palettizeFourBits() throws IOException {
        return tables.run(weight, workbench);
    }

    @Benchmark
    public ErrorSums.Result errorOfInt4PerBlockOf32() throws IOException {
        return ErrorSums.between(weight.current(), int4Form, workbench::checkCancelled);
    }

    @Benchmark
    public ErrorSums.Result errorOfFourBitTable() throws IOException {
        return ErrorSums.between(weight.current(), tableForm, workbench::checkCancelled);
    }

    @Benchmark
    public float decodeInt4PerBlockOf32() throws IOException {
        return lastValue(int4Form);
    }

    @Benchmark
    public float decodeFourBitTable() throws IOException {
        return lastValue(tableForm);
    }

    private static float lastValue(Representation form) throws IOException {
        ValueReader values = Decoder.open(form);
        float[] chunk = new float[8192];
        float last = Float.NaN;
        for (int n; (n = values.read(chunk, 0, chunk.length)) > 0; ) {
            last = chunk[n - 1];
        }
        return last;
    }

    @Benchmark
    public Tensor packFourBits() throws IOException {
        try (TensorWriter writer = workbench.tensor(DataType.UINT4, SHAPE)) {
            writer.writeCodes(codes, 0, codes.length);
            return writer.finish();
        }
    }

    @Benchmark
    public byte[] unpackFourBits() throws IOException {
        new TensorReader(packed).readCodes(0, codes, 0, codes.length);
        return codes;
    }

    /** Keeps results in memory; is never cancelled. */
    private static final class InMemory implements Workbench {
        @Override
        public TensorWriter tensor(DataType type, Shape shape) {
            return new MemoryTensorWriter(type, shape);
        }

        @Override
        public void checkCancelled() {}
    }
}
