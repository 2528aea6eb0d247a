package dev.mlrecipe.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.mlrecipe.coreml.proto.Model;
import dev.mlrecipe.coreml.proto.mil.Block;
import dev.mlrecipe.coreml.proto.mil.Function;
import dev.mlrecipe.coreml.proto.mil.Operation;
import dev.mlrecipe.coreml.proto.mil.Program;
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

/** Time to parse the program of a model with 10 000 operations. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ProtobufParseBenchmark {
    private byte[] bytes;

    @Setup
    public void build() {
        Block.Builder block = Block.newBuilder();
        for (int i = 0; i < 10_000; i++) {
            Operation.Builder operation = block.addOperationsBuilder().setType("relu");
            operation.addOutputsBuilder().setName("relu_" + i);
        }
        bytes = Model.newBuilder()
                .setMlProgram(Program.newBuilder().putFunctions("main",
                        Function.newBuilder().putBlockSpecializations("CoreML7", block.build()).build()))
                .build().toByteArray();
    }

    @Benchmark
    public Model parse() throws InvalidProtocolBufferException {
        return Model.parseFrom(bytes);
    }
}
