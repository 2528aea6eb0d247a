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
import java.util.function.Consumer;

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
    record At(String part, Optional<Path> output) {}

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
        boolean possible = false;
        for (int i = 0; i < wanted.size(); i++) {
            RecipeRun run = wanted.get(i);
            at = new At(run.recipe().part().name(), run.outputPath());
            Optional<Outcome> reason = obstacle(run);
            if (reason.isEmpty()) {
                possible = true;
                run(run, runs.several(), i, wanted.size());
            } else if (i == 0) {
                obstacle = reason;
            }
        }
        if (!possible) {
            return obstacle.get();
        }
        return outputs.isEmpty() ? new Outcome.UpToDate(results) : new Outcome.Done(results, outputs);
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

    /** @param index which of {@code count} runs it is */
    private void run(RecipeRun run, boolean several, int index, int count) throws IOException {
        String part = run.recipe().part().name();
        String key = run.planKey();
        if (!order.always && run.writtenKey().equals(Optional.of(key))) {
            kept.flatMap(folder -> folder.find(key)).ifPresent(known -> results.put(part, known));
            return;
        }
        if (outputs.isEmpty()) {
            listener.started();
        }
        RecipeRun.Result result = run(run, new Batches(part, key, index, count));
        RunResults measured = run.results(result.report());
        kept.ifPresent(folder -> folder.keep(measured));
        results.put(part, measured);
        run.outputPath().ifPresent(outputs::add);
        if (several) {
            listener.finished(part, measured);
        }
    }

    private RecipeRun.Result run(RecipeRun run, Batches batches) throws IOException {
        Consumer<Throwable> trouble = listener::trouble;
        long start = System.nanoTime();
        while (true) {
            try {
                return run.run(threads, batches, cancellation, trouble);
            } catch (OutputException busy) {
                if (busy.reason() != OutputException.Reason.BUSY || System.nanoTime() - start > LONGEST_WAIT) {
                    throw busy;
                }
                listener.waiting();
                pause();
            }
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
    private final class Batches implements Progress {
        private final String part;
        private final String key;
        private final int index;
        private final int count;
        private final Map<Integer, Measurement> weights = new HashMap<>();
        private long lastStep;
        private long lastResults = System.nanoTime();

        Batches(String part, String key, int index, int count) {
            this.part = part;
            this.key = key;
            this.index = index;
            this.count = count;
        }

        @Override
        public void advanced(State state) {
            long now = System.nanoTime();
            if (state.phase() == Phase.WRITING || now - lastStep >= BETWEEN_STEPS) {
                lastStep = now;
                listener.advanced(ofAll(state));
            }
            if (state.phase() == Phase.WRITING) {
                // Everything is measured; writing it takes its time.
                listener.measured(part, new Measurements(key, weights));
            }
        }

        /** What is done of all runs, which are taken for equally long. */
        private State ofAll(State state) {
            return count == 1
                    ? state
                    : new State(
                            index + 1 < count ? Phase.COMPRESSING : state.phase(),
                            state.weights(),
                            state.totalWeights(),
                            index * state.totalBytes() + state.bytes(),
                            count * state.totalBytes());
        }

        @Override
        public void measured(PlannedWeight weight, LayerResult result) {
            if (weight.decision() instanceof Decision.Compress compress) {
                weights.put(weight.weight().id(), Measurement.of(compress, result));
            }
            long now = System.nanoTime();
            if (now - lastResults >= BETWEEN_RESULTS) {
                lastResults = now;
                listener.measured(part, new Measurements(key, weights));
            }
        }
    }
}
