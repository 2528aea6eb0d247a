package dev.mlrecipe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Sparse;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.coreml.tensor.TensorWriter;
import dev.mlrecipe.technique.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine with fake techniques: chains, failures, cancellation, order. */
class EngineTest {
    @TempDir
    private Path scratch;

    private final List<Throwable> failures = new ArrayList<>();
    private final Weight ones = Fakes.weight(0, "ones", new float[] {1, 1, 1, 1});
    private final Weight twos = Fakes.weight(1, "twos", new float[] {2, 2}, new float[] {2, 0});

    @Test
    void errorIsMeasuredAgainstTheInputOverAllSteps() throws IOException {
        LayerResult result = run(List.of(ones), Fakes::halve, Fakes::halve).get(0);
        assertEquals(LayerResult.Status.COMPRESSED, result.status());
        assertEquals(0.75 * 0.75, result.mse().getAsDouble(), "1 became 1/4");
        assertEquals(10 * Math.log10(1 / 0.5625), result.snrDb().getAsDouble(), 1e-12);
        assertEquals(0, result.sparsity().getAsDouble());
        assertEquals("steps[1].global_config", result.rule().orElseThrow().path());
    }

    @Test
    void sparsityIsTheShareOfZeros() throws IOException {
        assertEquals(0.25, run(List.of(twos), Fakes::halve).get(0).sparsity().getAsDouble());
    }

    @Test
    void declinedWeightIsSkippedWithTheReason() throws IOException {
        LayerResult result = run(List.of(ones), (weight, bench) -> new Outcome.Declined("too flat")).get(0);
        assertEquals(LayerResult.Status.SKIPPED, result.status());
        assertEquals("too flat", result.reason().orElseThrow());
        assertEquals(result.originalBytes(), result.storedBytes());
    }

    @Test
    void declinedSecondStepKeepsTheFirst() throws IOException {
        LayerResult result =
                run(List.of(ones), Fakes::halve, (weight, bench) -> new Outcome.Declined("too flat")).get(0);
        assertEquals(LayerResult.Status.COMPRESSED, result.status());
        assertEquals("steps[1].global_config: too flat", result.reason().orElseThrow());
        assertEquals(0.25, result.mse().getAsDouble());
        assertEquals("steps[0].global_config", result.rule().orElseThrow().path());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatBreaksInsideAWeightHarmsNoOther(int threads) throws IOException {
        Fakes.Work moody = (weight, bench) -> {
            if (weight.name().startsWith("ones")) {
                throw new IllegalStateException("cannot divide by cucumber\nat line 2");
            }
            return Fakes.halve(weight, bench);
        };
        List<LayerResult> results = run(threads, List.of(ones, twos), moody);
        assertEquals(LayerResult.Status.SKIPPED, results.get(0).status());
        assertEquals(
                "Fake0 failed with IllegalStateException: cannot divide by cucumber",
                results.get(0).reason().orElseThrow());
        assertEquals(LayerResult.Status.COMPRESSED, results.get(1).status());
        assertEquals(1, failures.size());
    }

    @Test
    void errorsOfTheVirtualMachineAreContainedToo() throws IOException {
        LayerResult memory = run(List.of(ones), (weight, bench) -> {
                    throw new OutOfMemoryError("Java heap space");
                })
                .get(0);
        assertTrue(memory.reason().orElseThrow().contains("needs more memory"), memory.reason().get());
        LayerResult linkage = run(List.of(ones), (weight, bench) -> {
                    throw new NoSuchMethodError("old plugin");
                })
                .get(0);
        assertTrue(linkage.reason().orElseThrow().contains("old plugin"), linkage.reason().get());
    }

    @Test
    void resultThatCannotBeStoredIsNotUsed() throws IOException {
        LayerResult result = run(List.of(ones), (weight, bench) -> new Outcome.Compressed(new Sparse(
                        MemoryTensorWriter.ofCodes(DataType.UINT1, weight.shape(), (byte) 0, (byte) 0, (byte) 0, (byte) 1),
                        MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(1), 1))))
                .get(0);
        assertEquals(LayerResult.Status.SKIPPED, result.status());
        assertEquals(
                "Fake0 gave a form that cannot be stored: only dense weights can be stored",
                result.reason().orElseThrow());
    }

    @Test
    void resultOfAnotherShapeIsNotUsed() throws IOException {
        LayerResult result = run(List.of(ones), (weight, bench) -> new Outcome.Compressed(
                        new Dense(MemoryTensorWriter.ofFloats(DataType.FLOAT16, Shape.of(2), 1, 1))))
                .get(0);
        assertEquals(
                "Fake0 gave float16 [2] for a weight of float16 [1,4]", result.reason().orElseThrow());
    }

    @Test
    void resultWithInfiniteErrorIsNotUsed() throws IOException {
        LayerResult result = run(List.of(ones), (weight, bench) -> new Outcome.Compressed(new Dense(
                        MemoryTensorWriter.ofFloats(DataType.FLOAT16, weight.shape(), 1, Float.NaN, 1, 1))))
                .get(0);
        assertEquals(LayerResult.Status.SKIPPED, result.status());
        assertTrue(result.reason().orElseThrow().contains("NaN"), result.reason().get());
    }

    @Test
    void failingDiskEndsTheRun() throws IOException {
        IOException full = new IOException("No space left on device");
        IOException thrown = assertThrows(IOException.class, () -> run(4, List.of(ones, twos), (weight, bench) -> {
            throw full;
        }));
        assertSame(full, thrown);
        assertNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void cancelledRunLeavesNothing(int threads) throws IOException {
        Cancellation cancellation = new Cancellation();
        Fakes.Work cancelling = (weight, bench) -> {
            cancellation.cancel();
            return Fakes.halve(weight, bench);
        };
        EngineOptions options = new EngineOptions(threads, scratch, failures::add, Optional.empty());
        assertThrows(
                CancellationException.class,
                () -> Engine.run(
                        List.of(Fakes.job(Fakes.plan(List.of(ones, twos), cancelling))),
                        Fakes.model(List.of(ones, twos)),
                        options,
                        Progress.NONE,
                        cancellation));
        assertNothingLeft();
        assertEquals(List.of(), failures);
    }

    @Test
    void progressEndsWithEverythingDone() throws IOException {
        List<Progress.State> states = new ArrayList<>();
        EngineOptions options = new EngineOptions(3, scratch, failures::add, Optional.empty());
        List<Weight> weights = IntStream.range(0, 20)
                .mapToObj(i -> Fakes.weight(i, "op" + i, new float[i + 1]))
                .toList();
        List<Engine.Job> jobs = List.of(Fakes.job(Fakes.plan(weights, Fakes::halve)));
        Engine.run(jobs, Fakes.model(weights), options, states::add, new Cancellation()).close();
        assertEquals(21, states.size());
        for (int i = 0; i < states.size(); i++) {
            assertEquals(i, states.get(i).weights());
        }
        Progress.State last = states.get(20);
        assertEquals(20, last.totalWeights());
        assertEquals(last.totalBytes(), last.bytes());
    }

    @Test
    void largestWeightsComeFirst() throws IOException {
        List<String> order = new ArrayList<>();
        List<Weight> weights = List.of(
                Fakes.weight(0, "small", new float[1]),
                Fakes.weight(1, "large", new float[9]),
                Fakes.weight(2, "middle", new float[5]));
        run(1, weights, (weight, bench) -> {
            order.add(weight.name());
            return Fakes.halve(weight, bench);
        });
        assertEquals(List.of("large.weight", "middle.weight", "small.weight"), order);
    }

    @Test
    void largeResultsLieInTheTemporaryFile() throws IOException {
        try (TemporarySegments segments = TemporarySegments.create(scratch)) {
            ResultStore store = new ResultStore(segments, () -> {});
            Shape large = Shape.of(ResultStore.LARGEST_IN_MEMORY + 1);
            assertFalse(store.tensor(DataType.UINT8, large) instanceof MemoryTensorWriter);
            assertTrue(store.tensor(DataType.UINT8, Shape.of(100)) instanceof MemoryTensorWriter);
            long inMemory = IntStream.range(0, 1000)
                    .filter(i -> {
                        TensorWriter writer = store.tensor(DataType.UINT8, Shape.of(1 << 20));
                        return writer instanceof MemoryTensorWriter;
                    })
                    .count();
            assertTrue(inMemory <= 64, inMemory + " MiB of small results stay in memory");
        }
    }

    private List<LayerResult> run(List<Weight> weights, Fakes.Work... steps) throws IOException {
        return run(2, weights, steps);
    }

    private List<LayerResult> run(int threads, List<Weight> weights, Fakes.Work... steps) throws IOException {
        EngineOptions options = new EngineOptions(threads, scratch, failures::add, Optional.empty());
        List<Engine.Job> jobs = List.of(Fakes.job(Fakes.plan(weights, steps)));
        try (Engine done = Engine.run(jobs, Fakes.model(weights), options, Progress.NONE, new Cancellation())) {
            return done.results().getFirst().layers();
        }
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
