package dev.mlrecipe.lsp;

import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.RunResults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which recipes are being compressed, or will be. Belongs to the state thread. A newer run of a recipe cancels the one
 * before it.
 */
final class Runs {
    /** With autosave, so long nobody must have typed. */
    private static final Duration QUIET = Duration.ofMillis(1500);
    /** So long after the last run, memory is given back: nobody may notice the pause then. */
    private static final Duration REST = Duration.ofSeconds(2);

    private final Workspace workspace;
    private final StateThread state;
    private final Workers workers;
    private final Map<OpenDocument, Active> active = new HashMap<>();
    private final Map<OpenDocument, StateThread.Timer> waiting = new HashMap<>();
    private boolean autoSave;
    private int count;

    /** A run, from the moment when it was asked for until its outcome has been told. */
    private record Active(RunJob.Order order, Cancellation cancellation, ProgressBar bar) {}

    Runs(Workspace workspace, StateThread state, Workers workers) {
        this.workspace = workspace;
        this.state = state;
        this.workers = workers;
        this.autoSave = workspace.options().autoSave();
    }

    /** Whether the client saves by itself from now on. */
    void autoSave(boolean now) {
        autoSave = now;
    }

    /** Whether a document is being compressed, or about to be. */
    boolean isRunning(OpenDocument document) {
        return active.containsKey(document);
    }

    /** A document was saved. With autosave that may be in the middle of a word. */
    void saved(OpenDocument document) {
        if (autoSave) {
            startWhenQuiet(document);
        } else {
            start(document, Optional.empty(), false);
        }
    }

    private void startWhenQuiet(OpenDocument document) {
        StateThread.Timer former = waiting.remove(document);
        if (former != null) {
            former.cancel();
        }
        Duration still = QUIET.minusNanos(System.nanoTime() - document.editedNanos());
        if (still.isNegative() || still.isZero()) {
            start(document, Optional.empty(), false);
        } else {
            waiting.put(document, state.after(still, () -> startWhenQuiet(document)));
        }
    }

    /**
     * Runs a recipe now, as it is now.
     *
     * @param variant the only variant to run; empty for everything
     * @param always whether to run although the output is already the same, and to say why if it is not run
     */
    void start(OpenDocument document, Optional<String> variant, boolean always) {
        RunJob.Order order = new RunJob.Order(document.understanding().text(), variant, always);
        Active former = active.get(document);
        if (former != null && !always && former.order.sameAs(order) && !former.cancellation.isCancelled()) {
            return;
        }
        if (former != null) {
            former.cancellation.cancel();
        }
        String name = document.uri().path().orElseThrow().getFileName().toString()
                + variant.map(word -> ", variant " + word).orElse("");
        Active run = new Active(
                order,
                new Cancellation(),
                new ProgressBar(workspace.client(), "mlrecipe-run-" + ++count, "Compressing " + name));
        active.put(document, run);
        RunJob job = workspace.job(document, order, run.cancellation, new Reports(document, run));
        workers.compress(() -> {
            RunJob.Outcome outcome = job.run();
            state.run(() -> ended(document, run, outcome, always));
        });
    }

    private void ended(OpenDocument document, Active run, RunJob.Outcome outcome, boolean asked) {
        boolean newest = active.remove(document, run);
        run.bar.end(word(outcome));
        if (outcome instanceof RunJob.Outcome.Done) {
            state.after(REST, this::giveMemoryBack);
        }
        if (newest) {
            workspace.ended(document, outcome, asked);
        } else if (outcome instanceof RunJob.Outcome.Done done) {
            workspace.written(done);
        }
    }

    /** The heap shrinks only when all of it is collected. */
    private void giveMemoryBack() {
        if (active.isEmpty()) {
            workers.compress(System::gc);
        }
    }

    private static String word(RunJob.Outcome outcome) {
        return switch (outcome) {
            case RunJob.Outcome.Done done -> "done";
            case RunJob.Outcome.UpToDate same -> "nothing to do";
            case RunJob.Outcome.NotRun not -> not.reason();
            case RunJob.Outcome.Cancelled cancelled -> "cancelled";
            case RunJob.Outcome.Failed failed -> "failed";
        };
    }

    /** The user wants no run of this document. */
    void cancel(OpenDocument document) {
        StateThread.Timer timer = waiting.remove(document);
        if (timer != null) {
            timer.cancel();
        }
        Active run = active.get(document);
        if (run != null) {
            run.cancellation.cancel();
        }
    }

    /** The user pressed the button of a progress bar. */
    void cancelRun(String token) {
        active.values().stream()
                .filter(run -> run.bar.token().equals(token))
                .forEach(run -> run.cancellation.cancel());
    }

    void cancelAll() {
        List.copyOf(waiting.values()).forEach(StateThread.Timer::cancel);
        waiting.clear();
        active.values().forEach(run -> run.cancellation.cancel());
    }

    /** Hands what a run says to the state thread. */
    private final class Reports implements RunJob.Listener {
        private final OpenDocument document;
        private final Active run;

        Reports(OpenDocument document, Active run) {
            this.document = document;
            this.run = run;
        }

        @Override
        public void started() {
            say(() -> {
                run.bar.begin();
                workspace.started(document);
            });
        }

        @Override
        public void advanced(Progress.State progress) {
            say(() -> run.bar.advance(progress));
        }

        @Override
        public void measured(String part, Measurements soFar) {
            say(() -> workspace.measured(document, part, soFar));
        }

        @Override
        public void finished(String part, RunResults results) {
            say(() -> workspace.finished(document, part, results));
        }

        @Override
        public void waiting() {
            say(() -> run.bar.say("waiting for another run that writes the same output"));
        }

        @Override
        public void trouble(Throwable failure) {
            workspace.log(failure);
        }

        private void say(Runnable task) {
            state.run(() -> {
                if (active.get(document) == run) {
                    task.run();
                }
            });
        }
    }
}
