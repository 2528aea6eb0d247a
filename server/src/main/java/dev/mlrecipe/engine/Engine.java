package dev.mlrecipe.engine;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.engine.cache.WeightResult;
import dev.mlrecipe.parallel.OtherThread;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.technique.InputMoments;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Runs plans for one model: compresses weights in parallel, largest first, and measures each against the input model's
 * values. With several plans, a weight is read once for all of them, and what several ask for is done once. The results
 * do not depend on the number of threads or on the other plans. What goes wrong inside one weight leaves that weight as
 * it is and harms no other.
 */
public final class Engine implements Closeable {
    private final EngineOptions options;
    private final Progress progress;
    private final Cancellation cancellation;
    private final TemporarySegments segments;
    private final List<PlanWork> plans;
    private final long totalBytes;
    private final int totalWeights;
    private List<CompressedWeights> results = List.of();
    private int weightsDone;
    private long bytesDone;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * One plan to run.
     *
     * @param moments what weights are multiplied with, by {@link Weight#id()}, as far as it is known
     * @param measured hears of every weight when it is finished; called by one thread at a time
     */
    public record Job(
            Plan plan, Map<Integer, InputMoments> moments, BiConsumer<PlannedWeight, LayerResult> measured) {
        public Job {
            moments = Map.copyOf(moments);
        }

        /** Where nothing is known of what weights are multiplied with. */
        public Job(Plan plan, BiConsumer<PlannedWeight, LayerResult> measured) {
            this(plan, Map.of(), measured);
        }
    }

    /** One way to compress one weight, for one or several plans. */
    private record Task(WeightAtHand hand, List<PlanWork.Target> targets) {}

    private Engine(
            List<Job> jobs,
            CoreMlModel model,
            EngineOptions options,
            Progress progress,
            Cancellation cancellation,
            TemporarySegments segments) {
        this.options = options;
        this.progress = progress;
        this.cancellation = cancellation;
        this.segments = segments;
        this.plans = jobs.stream().map(job -> new PlanWork(job, model)).toList();
        List<Weight> work = plans.stream()
                .flatMap(plan -> plan.targets().stream().map(PlanWork.Target::weight))
                .toList();
        this.totalWeights = work.size();
        this.totalBytes = work.stream().mapToLong(Engine::bytes).sum();
    }

    /**
     * Compresses the weights of {@code model} as the plans say. Large results lie in a temporary file, which closing
     * deletes: write the models before.
     *
     * @param progress hears of all plans together
     * @throws IOException if reading the model or writing temporary files fails
     * @throws CancellationException if the run was cancelled; nothing is left behind
     */
    public static Engine run(
            List<Job> jobs, CoreMlModel model, EngineOptions options, Progress progress, Cancellation cancellation)
            throws IOException {
        TemporarySegments segments = TemporarySegments.create(options.scratch());
        boolean complete = false;
        try {
            Engine engine = new Engine(jobs, model, options, progress, cancellation, segments);
            engine.run();
            complete = true;
            return engine;
        } finally {
            if (!complete) {
                segments.close();
            }
        }
    }

    /** What became of the weights, a result per plan. */
    public List<CompressedWeights> results() {
        return results;
    }

    @Override
    public void close() throws IOException {
        segments.close();
    }

    private void run() throws IOException {
        ResultStore store = new ResultStore(segments, this::checkStopped);
        report();
        WeightQueue<Task> queue = new WeightQueue<>(largestFirst());
        ExecutorService pool = Executors.newFixedThreadPool(options.threads(), Engine::worker);
        // Closing waits for the workers: none of them may write to a file that is about to be deleted.
        try (pool) {
            for (int i = 0; i < options.threads(); i++) {
                pool.execute(() -> work(queue.new Line(), store));
            }
        }
        cancellation.check();
        OtherThread.rethrow(failure.get());
        results = plans.stream().map(PlanWork::weights).toList();
    }

    static Thread worker(Runnable task) {
        Thread thread = new Thread(task, "mlrecipe-engine");
        thread.setDaemon(true);
        return thread;
    }

    /** For every weight the ways to compress it, in the order of the plans. */
    private List<List<Task>> largestFirst() {
        Map<Integer, Map<Object, List<PlanWork.Target>>> ways = new LinkedHashMap<>();
        for (PlanWork plan : plans) {
            for (PlanWork.Target target : plan.targets()) {
                // What is alike is worth knowing among several plans only.
                Object way = plans.size() == 1 ? target : target.way();
                ways.computeIfAbsent(target.weight().id(), id -> new LinkedHashMap<>())
                        .computeIfAbsent(way, key -> new ArrayList<>())
                        .add(target);
            }
        }
        return ways.values().stream().map(Engine::tasks).sorted(Comparator.comparingLong(Engine::order)).toList();
    }

    private static List<Task> tasks(Map<Object, List<PlanWork.Target>> ways) {
        Weight weight = ways.values().iterator().next().getFirst().weight();
        WeightAtHand hand = new WeightAtHand(weight, ways.size());
        return ways.values().stream().map(targets -> new Task(hand, targets)).toList();
    }

    private static long order(List<Task> tasks) {
        return -bytes(tasks.getFirst().hand().weight());
    }

    private void work(WeightQueue<Task>.Line line, ResultStore store) {
        try {
            for (Optional<Task> task = line.next(); task.isPresent(); task = line.next()) {
                checkStopped();
                compress(task.get(), store);
                task.get().hand().done();
            }
        } catch (Throwable ended) {
            failure.compareAndSet(null, ended);
        }
    }

    /** What fails inside a weight stays there; cancellation and a failing disk end the run. */
    private void compress(Task task, ResultStore store) throws IOException {
        List<WeightTask> works = task.targets().stream()
                .map(target -> target.task(task.hand(), store, options.cache()))
                .toList();
        List<WeightTask.Done> done;
        long begin = System.nanoTime();
        try {
            WeightResult result = works.getFirst().run();
            done = works.stream().map(work -> work.done(result)).toList();
        } catch (CancellationException stopped) {
            checkStopped();
            done = failed(works, stopped);
        } catch (RuntimeException | Error broken) {
            done = failed(works, broken);
        }
        finished(task, done, System.nanoTime() - begin);
    }

    private List<WeightTask.Done> failed(List<WeightTask> works, Throwable broken) {
        options.failures().accept(broken);
        return works.stream().map(work -> work.failed(broken)).toList();
    }

    private synchronized void finished(Task task, List<WeightTask.Done> done, long took) {
        for (int i = 0; i < done.size(); i++) {
            task.targets().get(i).finished(done.get(i), took / done.size());
            weightsDone++;
            bytesDone += bytes(task.hand().weight());
        }
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

    private static long bytes(Weight weight) {
        return weight.stored().type().bytes(weight.stored().shape().elements());
    }
}
