package dev.mlrecipe.lsp;

import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Measurements.Measurement;
import dev.mlrecipe.engine.OutputException;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.RunResults;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.session.Boundary;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.KeptResults;
import dev.mlrecipe.session.RecipeFile;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Toolbox;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Compresses one version of the recipes of one file where there is a reason to: it is what lies on disk, nothing is in the
 * way, and the output is not already what it would become. Everything happens on the calling thread.
 */
final class RunJob {
    private static final long BETWEEN_RESULTS = 250_000_000;
    private static final long BETWEEN_STEPS = 100_000_000;
    private static final long BETWEEN_LOOKS_MILLIS = 200;
    private static final long LONGEST_WAIT = 60_000_000_000L;

    private final Order order;
    private final Path file;
    private final Toolbox toolbox;
    private final Boundary boundary;
    private final Optional<KeptResults> kept;
    private final int threads;
    private final Cancellation cancellation;
    private final Listener listener;
    private final Map<String, RunResults> results = new LinkedHashMap<>();
    private final List<Path> outputs = new ArrayList<>();
    private final Map<RecipeRun, String> keys = new HashMap<>();
    private At at = new At("", Optional.empty());

    /**
     * @param file where the recipe lies
     * @param kept where results are kept
     * @param threads weights to compress at the same time
     */
    RunJob(
            Order order,
            Path file,
            Toolbox toolbox,
            Boundary boundary,
            Optional<KeptResults> kept,
            int threads,
            Cancellation cancellation,
            Listener listener) {
        this.order = order;
        this.file = file;
        this.toolbox = toolbox;
        this.boundary = boundary;
        this.kept = kept;
        this.threads = threads;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /**
     * What is asked for.
     *
     * @param text the recipe as it was then
     * @param variant the only variant that is wanted; empty for everything
     * @param always whether to run although the output is already the same
     */
    record Order(Text text, Optional<String> variant, boolean always) {
        boolean sameAs(Order other) {
            return text.content().equals(other.text.content()) && variant.equals(other.variant);
        }
    }

    /**
     * Where a run was when it ended.
     *
     * @param part which of the recipes of the file
     * @param output its output; empty if that is not known
     */
    record At(String part, Optional<Path> output) {
        private static At of(RecipeRun run) {
            return new At(run.recipe().part().name(), run.outputPath());
        }
    }

    /** Hears how the run goes, on the thread of the run. */
    interface Listener {
        /** Weights will be compressed. */
        void started();

        /** Something was done; not called for every bit of it. */
        void advanced(Progress.State state);

        /** So much has been measured so far of one of the recipes. */
        void measured(String part, Measurements soFar);

        /** One of several recipes has been run. */
        void finished(String part, RunResults results);

        /** Another process writes the output; the run waits for it. */
        void waiting();

        /** Something went wrong inside a weight. */
        void trouble(Throwable failure);
    }

    /** How it ended. */
    sealed interface Outcome {

        /** The outputs are what the recipes make; some may have been before. */
        record Done(Map<String, RunResults> results, List<Path> outputs) implements Outcome {
            public Done {
                results = Map.copyOf(results);
                outputs = List.copyOf(outputs);
            }
        }

        /** The outputs were already what the recipes make. */
        record UpToDate(Map<String, RunResults> results) implements Outcome {
            public UpToDate {
                results = Map.copyOf(results);
            }
        }

        /** There was nothing to run, or something was in the way. */
        record NotRun(String reason) implements Outcome {}

        /** It was stopped. */
        record Cancelled(At at) implements Outcome {}

        /** It went wrong. */
        record Failed(String reason, At at) implements Outcome {}
    }

    Outcome run() {
        try {
            if (!isSaved()) {
                return new Outcome.NotRun("the recipe has changes that are not saved");
            }
            try (RecipeRuns runs = RecipeRuns.open(order.text, file, toolbox, boundary)) {
                return run(runs);
            }
        } catch (CancellationException cancelled) {
            return new Outcome.Cancelled(at);
        } catch (OutOfMemoryError | StackOverflowError limit) {
            return new Outcome.Failed("the server's memory does not suffice (a larger -Xmx helps)", at);
        } catch (IOException problem) {
            String reason = problem instanceof OutputException || problem instanceof InputException
                    ? problem.getMessage()
                    : FileProblems.describe(problem);
            return new Outcome.Failed(reason, at);
        } catch (RuntimeException unexpected) {
            listener.trouble(unexpected);
            return new Outcome.Failed(Client.shortly(unexpected), at);
        }
    }

    private Outcome run(RecipeRuns runs) throws IOException {
        List<RecipeRun> wanted = runs.all().stream()
                .filter(run -> order.variant.isEmpty() || run.recipe().part().variant().equals(order.variant))
                .toList();
        Optional<Outcome> obstacle = Optional.of(new Outcome.NotRun("the recipe has no such variant"));
        List<RecipeRun> possible = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            RecipeRun run = wanted.get(i);
            at = At.of(run);
            Optional<Outcome> reason = obstacle(run);
            if (reason.isEmpty()) {
                possible.add(run);
            } else if (i == 0) {
                obstacle = reason;
            }
        }
        if (possible.isEmpty()) {
            return obstacle.get();
        }
        List<RecipeRun> stale = new ArrayList<>();
        for (RecipeRun run : possible) {
            if (isStale(run)) {
                stale.add(run);
            }
        }
        if (stale.isEmpty()) {
            return new Outcome.UpToDate(results);
        }
        compress(runs, stale);
        return new Outcome.Done(results, outputs);
    }

    private Optional<Outcome> obstacle(RecipeRun run) {
        cancellation.check();
        if (run.model().isEmpty()) {
            return Optional.of(new Outcome.NotRun("the recipe has no model that can be read"));
        }
        if (!run.blocked()) {
            return Optional.empty();
        }
        // What only a look at the executor and at all samples tells is nowhere in the document.
        return Optional.of(new Outcome.NotRun(run.findings().stream()
                .filter(finding -> finding.code().equals(Code.DATA_INVALID.word()) && Code.blocks(finding))
                .map(Finding::message)
                .findFirst()
                .orElse("the recipe has findings that must be resolved first")));
    }

    /** Whether an output is not what its recipe makes, or not measured; where it is, results that are kept count. */
    private boolean isStale(RecipeRun run) throws IOException {
        at = At.of(run);
        String key = run.planKey();
        keys.put(run, key);
        if (order.always || !run.writtenKey().equals(Optional.of(key))) {
            return true;
        }
        Optional<RunResults> known = kept.flatMap(folder -> folder.find(key));
        if (known.isPresent() && !known.get().knows(run.accuracyKey())) {
            return true;
        }
        known.ifPresent(former -> results.put(run.recipe().part().name(), former));
        return false;
    }

    /** Runs recipes, and again those whose outputs other runs were writing. */
    private void compress(RecipeRuns runs, List<RecipeRun> stale) throws IOException {
        listener.started();
        long start = System.nanoTime();
        Batches batches = new Batches(runs.several(), stale);
        while (true) {
            at = At.of(batches.left.getFirst());
            batches.problem = Optional.empty();
            runs.run(List.copyOf(batches.left), threads, batches, cancellation, listener::trouble, batches);
            if (batches.left.isEmpty()) {
                return;
            }
            if (!batches.busy() || System.nanoTime() - start > LONGEST_WAIT) {
                at = At.of(batches.left.getFirst());
                throw batches.problem.orElseThrow();
            }
            listener.waiting();
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            cancellation.cancel();
        }
        cancellation.check();
    }

    /** Editors may write other line breaks and a byte order mark that they do not show. */
    private boolean isSaved() throws IOException {
        return plain(RecipeFile.read(file).content()).equals(plain(order.text.content()));
    }

    private static String plain(String content) {
        String breaks = content.replace("\r\n", "\n").replace('\r', '\n');
        return breaks.startsWith("\uFEFF") ? breaks.substring(1) : breaks;
    }

    /** Passes on what the engine says, not more often than someone can read. */
    private final class Batches implements Progress, RecipeRuns.Listener {
        private final boolean several;
        private final List<RecipeRun> left;
        private final Map<RecipeRun, Map<Integer, Measurement>> weights = new HashMap<>();
        private final Map<RecipeRun, Long> lastResults = new HashMap<>();
        private final long begin = System.nanoTime();
        private Optional<IOException> problem = Optional.empty();
        private long lastStep;

        /** @param several whether the file says several recipes, however many are run */
        Batches(boolean several, List<RecipeRun> runs) {
            this.several = several;
            this.left = new ArrayList<>(runs);
        }

        private boolean busy() {
            return problem.orElseThrow() instanceof OutputException refused
                    && refused.reason() == OutputException.Reason.BUSY;
        }

        @Override
        public void advanced(State state) {
            long now = System.nanoTime();
            if (state.phase() == Phase.WRITING || now - lastStep >= BETWEEN_STEPS) {
                lastStep = now;
                listener.advanced(state);
            }
            if (state.phase() == Phase.WRITING) {
                // Everything is measured; writing it takes its time.
                left.stream().filter(weights::containsKey).forEach(this::tell);
            }
        }

        @Override
        public void measured(RecipeRun run, PlannedWeight weight, LayerResult result) {
            if (weight.decision() instanceof Decision.Compress compress) {
                weights.computeIfAbsent(run, fresh -> new HashMap<>())
                        .put(weight.weight().id(), Measurement.of(compress, result));
            }
            long now = System.nanoTime();
            if (now - lastResults.getOrDefault(run, begin) >= BETWEEN_RESULTS) {
                lastResults.put(run, now);
                tell(run);
            }
        }

        private void tell(RecipeRun run) {
            listener.measured(
                    run.recipe().part().name(),
                    new Measurements(keys.get(run), weights.getOrDefault(run, Map.of())));
        }

        @Override
        public void finished(RecipeRun run, RecipeRun.Result result) throws IOException {
            left.remove(run);
            RunResults measured = run.results(result.report());
            kept.ifPresent(folder -> folder.keep(measured));
            results.put(run.recipe().part().name(), measured);
            run.outputPath().ifPresent(outputs::add);
            if (several) {
                listener.finished(run.recipe().part().name(), measured);
            }
        }

        @Override
        public void failed(RecipeRun run, IOException reason) {
            problem = problem.or(() -> Optional.of(reason));
        }
    }
}
