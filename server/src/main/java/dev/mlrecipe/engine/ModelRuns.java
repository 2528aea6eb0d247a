package dev.mlrecipe.engine;

import dev.mlrecipe.accuracy.Accuracy;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.Encoding;
import dev.mlrecipe.coreml.tensor.TemporarySegments;
import dev.mlrecipe.parallel.OtherThread;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs plans for one model and puts the resulting models in place. Plans are run together as long as their results fit a
 * fixed room on the disk: a weight is read once for all of them, and models are written in parallel. Every output is
 * what a run of its plan alone gives.
 */
public final class ModelRuns {
    /** Temporary results on the disk at the same time, unless a single plan has more. */
    static final long ROOM = 4L << 30;
    /** More writers at the same time only wait for the disk, and each holds a program in memory. */
    private static final int WRITERS = 4;

    private final int threads;
    private final Progress progress;
    private final Cancellation cancellation;
    private final Consumer<Throwable> failures;

    /**
     * @param progress hears of all plans that are run together as of one
     * @param failures hears what went wrong inside a weight, for a log
     */
    public ModelRuns(int threads, Progress progress, Cancellation cancellation, Consumer<Throwable> failures) {
        this.threads = threads;
        this.progress = progress;
        this.cancellation = cancellation;
        this.failures = failures;
    }

    /**
     * One output to make.
     *
     * @param measured hears of every weight when it is finished; called by one thread at a time
     */
    public record Job(ModelRun run, Path output, BiConsumer<PlannedWeight, LayerResult> measured) {
        private long resultBytes() {
            Encoding encoding = run.model().encoding(run.plan().opset());
            return run.plan().weights().stream()
                    .map(PlannedWeight::decision)
                    .mapToLong(decision ->
                            decision instanceof Decision.Compress done ? encoding.storedBytes(done.form()) : 0)
                    .sum();
        }
    }

    /**
     * What became of a job.
     *
     * @param report its results; empty if the output could not be put in place
     * @param failure why not
     */
    public record Outcome(Optional<Report> report, Optional<IOException> failure) {

        /** @throws IOException if the job failed */
        public Report orThrow() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            return report.orElseThrow();
        }
    }

    /** Neighbours that can be run together. */
    public static List<List<Job>> together(List<Job> jobs) {
        return together(jobs, ROOM);
    }

    static List<List<Job>> together(List<Job> jobs, long room) {
        List<List<Job>> all = new ArrayList<>();
        CoreMlModel model = null;
        long bytes = 0;
        for (Job job : jobs) {
            bytes += job.resultBytes();
            if (job.run().model() != model || bytes > room) {
                all.add(new ArrayList<>());
                model = job.run().model();
                bytes = job.resultBytes();
            }
            all.getLast().add(job);
        }
        return all;
    }

    /**
     * Runs jobs of one model together.
     *
     * @return an outcome for every job, in their order; one that cannot be written harms no other
     * @throws IOException if the model cannot be read
     * @throws CancellationException if the run was cancelled; all former outputs are as they were
     */
    public List<Outcome> run(List<Job> jobs) throws IOException {
        long start = System.nanoTime();
        HeapPeak heap = new HeapPeak();
        List<Output> outputs = new ArrayList<>();
        try {
            for (Job job : jobs) {
                outputs.add(Output.begin(job));
            }
            List<Output> begun = begun(outputs);
            if (!begun.isEmpty()) {
                compress(begun);
                // One after the other: each uses all threads.
                begun(outputs).forEach(output -> output.take(Output::judge));
                cancellation.check();
                boolean several = begun.size() > 1;
                each(begun(outputs), output -> output.commit(several ? output.ownStart(threads) : start, heap));
            }
            return outputs.stream().map(Output::outcome).toList();
        } finally {
            outputs.forEach(Output::close);
        }
    }

    private static List<Output> begun(List<Output> outputs) {
        return outputs.stream().filter(output -> output.failure.isEmpty()).toList();
    }

    private void compress(List<Output> outputs) throws IOException {
        ModelRun run = outputs.getFirst().job.run();
        // Weights are read anyway; what they are is found out on the way.
        run.content().begin();
        Path scratch = outputs.getFirst().swap.orElseThrow().scratch();
        EngineOptions options = new EngineOptions(threads, scratch, failures, run.cache());
        try (TemporarySegments segments = TemporarySegments.create(scratch);
                Engine done = Engine.run(plans(outputs, segments), run.model(), options, progress, cancellation)) {
            int count = 0;
            for (int i = 0; i < outputs.size(); i++) {
                outputs.get(i).weights = done.results().get(i);
                count += outputs.get(i).weights.forms().size();
            }
            progress.advanced(new Progress.State(Progress.Phase.WRITING, count, count, 0, 0));
            each(outputs, Output::write);
        }
    }

    private static List<Engine.Job> plans(List<Output> outputs, TemporarySegments segments) throws IOException {
        List<Engine.Job> plans = new ArrayList<>();
        for (Output output : outputs) {
            ModelRun run = output.job.run();
            plans.add(new Engine.Job(run.plan(), run.moments(segments), output.job.measured()));
        }
        return plans;
    }

    /** A job on its way to its output. */
    private static final class Output {
        private final Job job;
        private Optional<OutputSwap> swap = Optional.empty();
        private CompressedWeights weights;
        private long writing;
        private long judging;
        private Accuracy accuracy = new Accuracy.Unknown();
        private Optional<Report> report = Optional.empty();
        private Optional<IOException> failure = Optional.empty();

        private Output(Job job) {
            this.job = job;
        }

        private static Output begin(Job job) {
            Output output = new Output(job);
            output.take(begun -> {
                OutputName.require(job.run().model().path(), job.output());
                begun.swap = Optional.of(OutputSwap.begin(job.output()));
            });
            return output;
        }

        private void take(Step step) {
            try {
                step.take(this);
            } catch (IOException problem) {
                failure = Optional.of(problem);
            }
        }

        private void write() throws IOException {
            long begin = System.nanoTime();
            job.run().write(weights, swap.orElseThrow());
            writing = System.nanoTime() - begin;
        }

        /** When it would have begun if nothing else had been done: a report tells of its own part of the time. */
        private long ownStart(int threads) {
            return System.nanoTime() - weights.nanos() / threads - writing - judging;
        }

        private void judge() throws IOException {
            long begin = System.nanoTime();
            accuracy = job.run().judge(weights, swap.orElseThrow());
            judging = System.nanoTime() - begin;
        }

        private void commit(long start, HeapPeak heap) throws IOException {
            report = Optional.of(job.run().commit(weights, swap.orElseThrow(), accuracy, start, heap));
        }

        private void close() {
            swap.ifPresent(OutputSwap::close);
        }

        private Outcome outcome() {
            return new Outcome(report, failure);
        }
    }

    private interface Step {
        void take(Output output) throws IOException;
    }

    private void each(List<Output> outputs, Step step) throws IOException {
        if (outputs.size() == 1) {
            outputs.getFirst().take(step);
            return;
        }
        List<Future<?>> taken = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.min(threads, WRITERS), Engine::worker)) {
            for (Output output : outputs) {
                taken.add(pool.submit(() -> output.take(step)));
            }
        }
        for (Future<?> each : taken) {
            try {
                each.get();
            } catch (ExecutionException unexpected) {
                OtherThread.rethrow(unexpected.getCause());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
    }
}
