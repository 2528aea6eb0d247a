package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.parallel.OtherThread;
import dev.mlrecipe.plan.Decision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Measures many ways to compress weights and keeps nothing but the figures: what a trial made is gone when it ends, so
 * memory and disk hold one result per thread. Trials run in parallel, those of the largest weights first; a weight is
 * read once for all of its trials; results do not depend on the number of threads. Results of former runs count, and
 * those of trials serve later runs.
 */
public final class Trials {
    private final Opset opset;
    private final List<Trial> trials;
    private final EngineOptions options;
    private final Progress progress;
    private final Cancellation cancellation;
    private final Reports reports;
    private final Judge judge;
    private final List<LayerResult> results;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Map<Integer, Integer> open = new HashMap<>();
    private final int weights;
    private final long totalBytes;
    private long bytesDone;

    /**
     * One way to compress one weight.
     *
     * @param weight a weight of the model
     * @param decision what to do with it
     */
    public record Trial(Weight weight, Decision.Compress decision) {}

    /** Looks at what a trial makes, before it is gone. Called by several threads. */
    @FunctionalInterface
    public interface Judge {
        /** Looks at nothing. */
        Judge NONE = (trial, form) -> {};

        /**
         * @param trial position of the trial
         * @param form what it made of its weight
         */
        void look(int trial, Representation form) throws IOException;
    }

    private Trials(
            CoreMlModel model,
            Opset opset,
            List<Trial> trials,
            Judge judge,
            EngineOptions options,
            Progress progress,
            Cancellation cancellation) {
        this.judge = judge;
        this.opset = opset;
        this.trials = trials;
        this.options = options;
        this.progress = progress;
        this.cancellation = cancellation;
        this.reports = new Reports(model, opset);
        this.results = new ArrayList<>(Collections.nCopies(trials.size(), null));
        trials.forEach(trial -> open.merge(trial.weight().id(), 1, Integer::sum));
        this.weights = open.size();
        this.totalBytes = trials.stream().mapToLong(Trials::bytes).sum();
    }

    /**
     * Runs trials.
     *
     * @param opset what the output would be encoded for
     * @param judge looks at what trials make that do not go wrong
     * @return one result per trial, in their order; a trial that goes wrong is a skipped weight with the reason
     * @throws IOException if reading the model or writing temporary files fails
     * @throws CancellationException if the run was cancelled; nothing is left behind
     */
    public static List<LayerResult> run(
            CoreMlModel model,
            Opset opset,
            List<Trial> trials,
            Judge judge,
            EngineOptions options,
            Progress progress,
            Cancellation cancellation)
            throws IOException {
        return new Trials(model, opset, List.copyOf(trials), judge, options, progress, cancellation).run();
    }

    private List<LayerResult> run() throws IOException {
        report();
        WeightQueue<Task> queue = new WeightQueue<>(largestFirst());
        ExecutorService pool = Executors.newFixedThreadPool(options.threads(), Engine::worker);
        try (pool) {
            for (int i = 0; i < options.threads(); i++) {
                pool.execute(() -> work(queue.new Line()));
            }
        }
        cancellation.check();
        OtherThread.rethrow(failure.get());
        return List.copyOf(results);
    }

    /** One of the trials of a weight. */
    private record Task(WeightAtHand hand, int trial) {}

    private List<List<Task>> largestFirst() {
        Map<Integer, List<Integer>> weights = new LinkedHashMap<>();
        for (int i = 0; i < trials.size(); i++) {
            weights.computeIfAbsent(trials.get(i).weight().id(), id -> new ArrayList<>()).add(i);
        }
        return weights.values().stream()
                .map(this::tasks)
                .sorted(Comparator.comparingLong((List<Task> tasks) -> -bytes(trials.get(tasks.getFirst().trial()))))
                .toList();
    }

    private List<Task> tasks(List<Integer> indices) {
        WeightAtHand hand = new WeightAtHand(trials.get(indices.getFirst()).weight(), indices.size());
        return indices.stream().map(index -> new Task(hand, index)).toList();
    }

    private void work(WeightQueue<Task>.Line line) {
        try {
            for (Optional<Task> task = line.next(); task.isPresent(); task = line.next()) {
                checkStopped();
                int index = task.get().trial();
                finished(index, measured(task.get().hand(), index));
                task.get().hand().done();
            }
        } catch (Throwable ended) {
            failure.compareAndSet(null, ended);
        }
    }

    private LayerResult measured(WeightAtHand hand, int index) throws IOException {
        try (TemporarySegments segments = TemporarySegments.create(options.scratch())) {
            ResultStore store = new ResultStore(segments, this::checkStopped);
            WeightTask task =
                    new WeightTask(hand, trials.get(index).decision(), opset, reports, store, options.cache());
            WeightTask.Done done;
            try {
                done = task.done(task.run());
            } catch (CancellationException stopped) {
                checkStopped();
                return failed(task, stopped);
            } catch (RuntimeException | Error broken) {
                return failed(task, broken);
            }
            if (done.form().isPresent()) {
                judge.look(index, done.form().get());
            }
            return done.result();
        }
    }

    private LayerResult failed(WeightTask task, Throwable broken) {
        options.failures().accept(broken);
        return task.failed(broken).result();
    }

    private synchronized void finished(int index, LayerResult result) {
        results.set(index, result);
        bytesDone += bytes(trials.get(index));
        open.computeIfPresent(trials.get(index).weight().id(), (id, left) -> left == 1 ? null : left - 1);
        report();
    }

    private void report() {
        progress.advanced(new Progress.State(
                Progress.Phase.MEASURING, weights - open.size(), weights, bytesDone, totalBytes));
    }

    private void checkStopped() {
        cancellation.check();
        if (failure.get() != null) {
            throw new CancellationException("the run has failed");
        }
    }

    private static long bytes(Trial trial) {
        return trial.weight().stored().type().bytes(trial.weight().stored().shape().elements());
    }
}
