package dev.mlrecipe.lsp;

import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Measurements.Measurement;
import dev.mlrecipe.engine.OutputException;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.RunResults;
import dev.mlrecipe.plan.Decision;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.session.Boundary;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.KeptResults;
import dev.mlrecipe.session.RecipeFile;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.Toolbox;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Compresses one version of one recipe if there is a reason to: it is what lies on disk, nothing is in its way, and its
 * output is not already what it would become. Everything happens on the calling thread.
 */
final class RunJob {
    private static final long BETWEEN_RESULTS = 250_000_000;
    private static final long BETWEEN_STEPS = 100_000_000;
    private static final long BETWEEN_LOOKS_MILLIS = 200;
    private static final long LONGEST_WAIT = 60_000_000_000L;

    private final Text text;
    private final Path file;
    private final boolean always;
    private final Toolbox toolbox;
    private final Boundary boundary;
    private final Optional<KeptResults> kept;
    private final int threads;
    private final Cancellation cancellation;
    private final Listener listener;

    /**
     * @param text the recipe as it was when the run was asked for
     * @param file where it lies
     * @param always whether to run although the output is already the same
     * @param kept where results are kept
     * @param threads weights to compress at the same time
     */
    RunJob(
            Text text,
            Path file,
            boolean always,
            Toolbox toolbox,
            Boundary boundary,
            Optional<KeptResults> kept,
            int threads,
            Cancellation cancellation,
            Listener listener) {
        this.text = text;
        this.file = file;
        this.always = always;
        this.toolbox = toolbox;
        this.boundary = boundary;
        this.kept = kept;
        this.threads = threads;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /** Hears how the run goes, on the thread of the run. */
    interface Listener {
        /** Weights will be compressed. */
        void started();

        /** Something was done; not called for every bit of it. */
        void advanced(Progress.State state);

        /** So much has been measured so far. */
        void measured(Measurements soFar);

        /** Another process writes the output; the run waits for it. */
        void waiting();

        /** Something went wrong inside a weight. */
        void trouble(Throwable failure);
    }

    /** How it ended. */
    sealed interface Outcome {

        /** The output is what the recipe makes. */
        record Done(RunResults results, Optional<Path> output) implements Outcome {}

        /** The output was already what the recipe makes. */
        record UpToDate(Optional<RunResults> results) implements Outcome {}

        /** There was nothing to run, or something was in the way. */
        record NotRun(String reason) implements Outcome {}

        /** It was stopped. */
        record Cancelled(Optional<Path> output) implements Outcome {}

        /** It went wrong. */
        record Failed(String reason, Optional<Path> output) implements Outcome {}
    }

    Outcome run() {
        Optional<Path> output = Optional.empty();
        try {
            if (!isSaved()) {
                return new Outcome.NotRun("the recipe has changes that are not saved");
            }
            try (RecipeRun run = RecipeRun.open(text, file, Optional.empty(), toolbox, boundary)) {
                output = run.outputPath();
                return run(run);
            }
        } catch (CancellationException cancelled) {
            return new Outcome.Cancelled(output);
        } catch (OutOfMemoryError | StackOverflowError limit) {
            return new Outcome.Failed("the server's memory does not suffice (a larger -Xmx helps)", output);
        } catch (IOException problem) {
            String reason = problem instanceof OutputException || problem instanceof InputException
                    ? problem.getMessage()
                    : FileProblems.describe(problem);
            return new Outcome.Failed(reason, output);
        } catch (RuntimeException unexpected) {
            listener.trouble(unexpected);
            return new Outcome.Failed(Client.shortly(unexpected), output);
        }
    }

    private Outcome run(RecipeRun run) throws IOException {
        cancellation.check();
        if (run.model().isEmpty()) {
            return new Outcome.NotRun("the recipe has no model that can be read");
        }
        if (run.blocked()) {
            return new Outcome.NotRun("the recipe has findings that must be resolved first");
        }
        String key = run.planKey();
        if (!always && run.writtenKey().equals(Optional.of(key))) {
            return new Outcome.UpToDate(kept.flatMap(results -> results.find(key)));
        }
        listener.started();
        RecipeRun.Result result = run(run, key);
        RunResults results = run.results(result.report());
        kept.ifPresent(folder -> folder.keep(results));
        return new Outcome.Done(results, run.outputPath());
    }

    private RecipeRun.Result run(RecipeRun run, String key) throws IOException {
        Consumer<Throwable> trouble = listener::trouble;
        long start = System.nanoTime();
        while (true) {
            try {
                return run.run(threads, new Batches(key), cancellation, trouble);
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
        return plain(RecipeFile.read(file).content()).equals(plain(text.content()));
    }

    private static String plain(String content) {
        String breaks = content.replace("\r\n", "\n").replace('\r', '\n');
        return breaks.startsWith("\uFEFF") ? breaks.substring(1) : breaks;
    }

    /** Passes on what the engine says, not more often than someone can read. */
    private final class Batches implements Progress {
        private final String key;
        private final Map<Integer, Measurement> weights = new HashMap<>();
        private long lastStep;
        private long lastResults = System.nanoTime();

        Batches(String key) {
            this.key = key;
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
                listener.measured(new Measurements(key, weights));
            }
        }

        @Override
        public void measured(PlannedWeight weight, LayerResult result) {
            if (weight.decision() instanceof Decision.Compress compress) {
                weights.put(weight.weight().id(), Measurement.of(compress, result));
            }
            long now = System.nanoTime();
            if (now - lastResults >= BETWEEN_RESULTS) {
                lastResults = now;
                listener.measured(new Measurements(key, weights));
            }
        }
    }
}
