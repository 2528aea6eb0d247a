package dev.mlrecipe.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mlrecipe.coreml.tensor.Shape;
import dev.mlrecipe.execute.Tensor;
import dev.mlrecipe.samples.ModelInput;
import dev.mlrecipe.samples.Npy;
import dev.mlrecipe.samples.SampleFile;
import dev.mlrecipe.samples.SampleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sources of values side by side on samples. */
class PairedRunsTest {
    private static final int SAMPLES = 40;
    private static final PairedRuns.Source PLAIN =
            (sample, inputs) -> Map.of("y", inputs.get("x"), "z", inputs.get("x"));
    private static final PairedRuns.Source WORSE = (sample, inputs) -> {
        float[] x = inputs.get("x").toFloats();
        return Map.of("y", floats(x[0] + 1f / (sample + 3), x[1]), "z", inputs.get("x"));
    };

    @TempDir
    private Path folder;

    @Test
    void sumsAreTheSameToTheLastBitForAnyNumberOfThreads() throws IOException {
        try (SampleSet samples = samples()) {
            List<Integer> chosen = samples.chosen(25, 3);
            DifferenceSums expected = new DifferenceSums();
            for (int sample : chosen) {
                Map<String, Tensor> inputs = samples.read(sample);
                expected.add(Difference.of(inputs.get("x"), WORSE.values(sample, inputs).get("y")));
            }
            for (int threads : List.of(1, 2, 7)) {
                Map<String, DifferenceSums> sums =
                        runs(threads, () -> {}).sums(samples, chosen, List.of("y", "z"), done -> {});

                assertEquals(List.of("y", "z"), List.copyOf(sums.keySet()));
                assertEquals(expected.signal(), sums.get("y").signal(), threads + " threads");
                assertEquals(expected.noise(), sums.get("y").noise(), threads + " threads");
                assertEquals(expected.meanCosine(), sums.get("y").meanCosine(), threads + " threads");
                assertEquals(Double.POSITIVE_INFINITY, sums.get("z").snrDb());
                assertEquals(25, sums.get("z").samples());
            }
        }
    }

    @Test
    void samplesComeInTheirOrderAndProgressIsTold() throws IOException {
        try (SampleSet samples = samples()) {
            List<Integer> positions = new ArrayList<>();
            List<Integer> done = new ArrayList<>();
            List<Integer> chosen = samples.chosen(SAMPLES, 0);
            runs(3, () -> {}).each(samples, chosen, List.of("y"), (at, differences) -> positions.add(at), done::add);

            assertEquals(chosen, positions);
            assertEquals(SAMPLES, done.size());
            assertEquals(SAMPLES, done.getLast());
        }
    }

    @Test
    void cancellationEndsIt() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        PairedRuns runs = runs(1, () -> {
            if (asked.incrementAndGet() > 4) {
                throw new CancellationException();
            }
        });
        try (SampleSet samples = samples()) {
            List<Integer> done = new ArrayList<>();
            assertThrows(
                    CancellationException.class,
                    () -> runs.sums(samples, samples.chosen(SAMPLES, 0), List.of("y"), done::add));
            assertEquals(List.of(1, 2, 3, 4), done);
        }
    }

    private static PairedRuns runs(int threads, Runnable check) {
        return new PairedRuns(PLAIN, WORSE, threads, check);
    }

    private SampleSet samples() throws IOException {
        float[] values = new float[2 * SAMPLES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i) * 10;
        }
        Path file = folder.resolve("x.npy");
        Files.write(file, Npy.floats(SAMPLES + ", 2", values));
        return SampleSet.open(
                SampleFile.at("x.npy", file), List.of(new ModelInput("x", List.of(1L, 2L), false, Optional.empty())));
    }

    private static Tensor floats(float... values) {
        return new Tensor.Floats(Shape.of(1, values.length), values);
    }
}
