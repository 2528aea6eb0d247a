package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlannedWeight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a plan: compresses weights in parallel, largest first, and measures each against the input model's values. The
 * results do not depend on the number of threads. What goes wrong inside one weight leaves that weight as it is and
 * harms no other.
 */
public final class Engine {
    private static final Optional<Reports.Measurement> KEPT = Optional.of(Reports.Measurement.NO_ERROR);

    private final Plan plan;
    private final EngineOptions options;
    private final Progress progress;
    private final Cancellation cancellation;
    private final Reports reports;
    private final List<WeightTask.Done> done;
    private final long totalBytes;
    private final int totalWeights;
    private int weightsDone;
    private long bytesDone;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Engine(
            Plan plan, CoreMlModel model, EngineOptions options, Progress progress, Cancellation cancellation) {
        this.plan = plan;
        this.options = options;
        this.progress = progress;
        this.cancellation = cancellation;
        this.reports = new Reports(model, plan);
        this.done = new ArrayList<>(Collections.nCopies(plan.weights().size(), null));
        List<Weight> work = plan.weights().stream()
                .filter(planned -> planned.decision() instanceof Decision.Compress)
                .map(PlannedWeight::weight)
                .toList();
        this.totalWeights = work.size();
        this.totalBytes = work.stream().mapToLong(Engine::bytes).sum();
    }

    /**
     * Compresses the weights of {@code model} as {@code plan} says.
     *
     * @throws IOException if reading the model or writing temporary files fails
     * @throws CancellationException if the run was cancelled; nothing is left behind
     */
    public static CompressedWeights run(
            Plan plan, CoreMlModel model, EngineOptions options, Progress progress, Cancellation cancellation)
            throws IOException {
        TemporarySegments segments = TemporarySegments.create(options.scratch());
        boolean complete = false;
        try {
            CompressedWeights weights = new Engine(plan, model, options, progress, cancellation).run(segments);
            complete = true;
            return weights;
        } finally {
            if (!complete) {
                segments.close();
            }
        }
    }

    private CompressedWeights run(TemporarySegments segments) throws IOException {
        ResultStore store = new ResultStore(segments, this::checkStopped);
        report();
        ExecutorService pool = Executors.newFixedThreadPool(options.threads(), Engine::worker);
        // Closing waits for the workers: none of them may write to a file that is about to be deleted.
        try (pool) {
            largestFirst().forEach(index -> pool.execute(() -> compress(index, store)));
        }
        throwFailure(failure.get(), cancellation);
        revokeConflicts(store);
        Map<Integer, Representation> forms = new HashMap<>();
        List<LayerResult> layers = new ArrayList<>();
        for (int i = 0; i < plan.weights().size(); i++) {
            PlannedWeight planned = plan.weights().get(i);
            WeightTask.Done result = done.get(i);
            layers.add(result == null ? untouched(planned) : result.result());
            if (result != null) {
                result.form().ifPresent(form -> forms.put(planned.weight().id(), form));
            }
        }
        return new CompressedWeights(forms, layers, segments);
    }

    static Thread worker(Runnable task) {
        Thread thread = new Thread(task, "mlrecipe-engine");
        thread.setDaemon(true);
        return thread;
    }

    private List<Integer> largestFirst() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < plan.weights().size(); i++) {
            if (plan.weights().get(i).decision() instanceof Decision.Compress) {
                order.add(i);
            }
        }
        order.sort(Comparator.comparingLong((Integer i) -> -bytes(plan.weights().get(i).weight())));
        return order;
    }

    private void compress(int index, ResultStore store) {
        try {
            checkStopped();
            finished(index, plan.weights().get(index).weight(), run(task(index, store)));
        } catch (Throwable ended) {
            failure.compareAndSet(null, ended);
        }
    }

    private WeightTask task(int index, ResultStore store) {
        PlannedWeight planned = plan.weights().get(index);
        return new WeightTask(
                planned.weight(),
                (Decision.Compress) planned.decision(),
                plan.opset(),
                reports,
                store,
                options.cache());
    }

    /** What was planned to be stored together may not all have come about. */
    private void revokeConflicts(ResultStore store) {
        Map<Integer, Representation> forms = new HashMap<>();
        Map<Integer, Integer> positions = new HashMap<>();
        for (int i = 0; i < plan.weights().size(); i++) {
            int id = plan.weights().get(i).weight().id();
            positions.put(id, i);
            if (done.get(i) != null) {
                done.get(i).form().ifPresent(form -> forms.put(id, form));
            }
        }
        reports.output().conflicts(forms).forEach((id, reason) -> {
            int index = positions.get(id);
            done.set(index, task(index, store).revoked(reason));
            progress.measured(plan.weights().get(index), done.get(index).result());
        });
    }

    /** What fails inside a weight stays there; cancellation and a failing disk end the run. */
    private WeightTask.Done run(WeightTask task) throws IOException {
        try {
            return task.run();
        } catch (CancellationException stopped) {
            checkStopped();
            return failed(task, stopped);
        } catch (RuntimeException | Error broken) {
            return failed(task, broken);
        }
    }

    private WeightTask.Done failed(WeightTask task, Throwable failure) {
        options.failures().accept(failure);
        return task.failed(failure);
    }

    private synchronized void finished(int index, Weight weight, WeightTask.Done result) {
        done.set(index, result);
        progress.measured(plan.weights().get(index), result.result());
        weightsDone++;
        bytesDone += bytes(weight);
        report();
    }

    private void report() {
        progress.advanced(
                new Progress.State(Progress.Phase.COMPRESSING, weightsDone, totalWeights, bytesDone, totalBytes));
    }

    private void checkStopped() {
        cancellation.check();
        if (failure.get() != null) {
            throw new CancellationException("the run has failed");
        }
    }

    /** Throws what ended a run; nothing if nothing did. */
    static void throwFailure(Throwable failure, Cancellation cancellation) throws IOException {
        cancellation.check();
        switch (failure) {
            case null -> { }
            case IOException disk -> throw disk;
            case RuntimeException unexpected -> throw unexpected;
            case Error fatal -> throw fatal;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    private LayerResult untouched(PlannedWeight planned) {
        return switch (planned.decision()) {
            case Decision.Skip skip -> reports.unchanged(
                    planned.weight(), LayerResult.Status.SKIPPED, skip.reason(), Optional.of(skip.rule()), KEPT);
            case Decision.Leave leave -> reports.unchanged(
                    planned.weight(), LayerResult.Status.LEFT, leave.reason(), leave.rule(), KEPT);
            case Decision.Compress compress -> throw new IllegalStateException("not run: " + planned.weight().name());
        };
    }

    private static long bytes(Weight weight) {
        return weight.stored().type().bytes(weight.stored().shape().elements());
    }
}
