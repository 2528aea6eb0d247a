package dev.mlrecipe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.tensor.Bytes;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.technique.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An engine that runs several plans for one model: what they share is done once, and nothing else changes. */
class SeveralPlansTest {
    @TempDir
    private Path scratch;

    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aWeightIsReadOnceForAllPlans() throws IOException {
        AtomicLong read = new AtomicLong();
        Weight weight = counting(Fakes.weight(0, "ones", new float[] {1, 1, 1, 1}), read);
        run(1, List.of(weight), List.of(plan(weight, "A"), plan(weight, "B"), plan(weight, "C")));
        assertEquals(8, read.get(), "bytes of four float16 values");
    }

    @Test
    void whatSeveralPlansAskForIsDoneOnce() throws IOException {
        Weight weight = Fakes.weight(0, "ones", new float[] {1, 1, 1, 1});
        AtomicInteger calls = new AtomicInteger();
        Fakes.Work counted = (subject, bench) -> {
            calls.incrementAndGet();
            return Fakes.halve(subject, bench);
        };
        List<CompressedWeights> results =
                run(2, List.of(weight), List.of(Fakes.plan(List.of(weight), counted), Fakes.plan(List.of(weight), counted)));
        assertEquals(1, calls.get());
        assertEquals(results.get(0).forms(), results.get(1).forms());
        for (CompressedWeights result : results) {
            assertEquals(0.25, result.layers().getFirst().mse().getAsDouble());
        }
    }

    @Test
    void whatIsFoundOutForOnePlanServesTheOthersOfTheSameWeightOnly() throws IOException {
        List<Weight> weights = List.of(
                Fakes.weight(0, "ones", new float[] {1, 1, 1, 1}), Fakes.weight(1, "twos", new float[] {2, 2}));
        List<String> found = new ArrayList<>();
        Fakes.Work asking = (subject, bench) -> {
            String name = bench.once("name", () -> {
                found.add(subject.name());
                return subject.name();
            });
            assertEquals(subject.name(), name);
            return Fakes.halve(subject, bench);
        };
        run(1, weights, List.of(plan("A", weights, asking), plan("B", weights, asking), plan("C", weights, asking)));
        assertEquals(List.of("ones.weight", "twos.weight"), found);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyPlanGetsWhatItWouldGetAlone(int threads) throws IOException {
        List<Weight> weights = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            float[] row = new float[2 * i + 1];
            Arrays.fill(row, i + 1);
            weights.add(Fakes.weight(i, "op" + i, row));
        }
        List<Plan> plans = List.of(
                plan("Once", weights, Fakes::halve),
                plan("Broken", weights, (subject, bench) -> {
                    throw new IllegalStateException("out of order");
                }),
                plan("Some", weights, (subject, bench) -> subject.shape().elements() > 5
                        ? new Outcome.Declined("too large")
                        : Fakes.halve(subject, bench)));
        List<CompressedWeights> together = run(threads, weights, plans);
        for (int i = 0; i < plans.size(); i++) {
            CompressedWeights alone = run(1, weights, List.of(plans.get(i))).getFirst();
            assertEquals(values(alone), values(together.get(i)));
            assertEquals(alone.layers(), together.get(i).layers());
        }
        assertEquals(2 * weights.size(), failures.size(), "those of the broken plan, alone and together");
    }

    @Test
    void progressIsThatOfAllPlans() throws IOException {
        Weight weight = Fakes.weight(0, "ones", new float[] {1, 1, 1, 1});
        List<Progress.State> states = new ArrayList<>();
        List<Engine.Job> jobs = List.of(Fakes.job(plan(weight, "A")), Fakes.job(plan(weight, "B")));
        Engine.run(jobs, Fakes.model(List.of(weight)), options(2), states::add, new Cancellation()).close();
        assertEquals(
                List.of("0 of 2, 0 of 16", "1 of 2, 8 of 16", "2 of 2, 16 of 16"),
                states.stream()
                        .map(state -> state.weights() + " of " + state.totalWeights() + ", " + state.bytes() + " of "
                                + state.totalBytes())
                        .toList());
    }

    /** The values that a plan stores, by weight. */
    private static List<String> values(CompressedWeights weights) throws IOException {
        List<String> all = new ArrayList<>();
        for (int id : weights.forms().keySet().stream().sorted().toList()) {
            Dense dense = (Dense) weights.forms().get(id);
            all.add(id + " " + Arrays.toString(dense.values().bytes().toArray()));
        }
        return all;
    }

    private static Plan plan(Weight weight, String name) {
        return plan(name, List.of(weight), Fakes::halve);
    }

    private static Plan plan(String name, List<Weight> weights, Fakes.Work work) {
        return Fakes.plan(weights, Fakes.technique(name, work));
    }

    private static Weight counting(Weight weight, AtomicLong read) {
        Tensor values = ((Dense) weight.stored()).values();
        Bytes counted = new Bytes() {
            @Override
            public long size() {
                return values.size();
            }

            @Override
            public void read(long position, byte[] target, int offset, int length) throws IOException {
                read.addAndGet(length);
                values.bytes().read(position, target, offset, length);
            }
        };
        Dense stored = new Dense(new Tensor(values.type(), values.shape(), counted));
        return Fakes.weight(weight.id(), "counted", stored);
    }

    private EngineOptions options(int threads) {
        return new EngineOptions(threads, scratch, failures::add, Optional.empty());
    }

    private List<CompressedWeights> run(int threads, List<Weight> weights, List<Plan> plans) throws IOException {
        List<Engine.Job> jobs = plans.stream().map(Fakes::job).toList();
        try (Engine engine =
                Engine.run(jobs, Fakes.model(weights), options(threads), Progress.NONE, new Cancellation())) {
            return engine.results();
        }
    }
}
