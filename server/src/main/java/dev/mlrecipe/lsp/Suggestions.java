package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.session.Boundary;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.SuggestRun;
import dev.mlrecipe.session.Toolbox;
import dev.mlrecipe.suggest.BudgetException;
import dev.mlrecipe.suggest.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Recipes that are being looked for, each to be written beside the one whose budget it is to reach. Belongs to the state
 * thread; the work waits for runs and runs wait for it, since each uses all processors.
 */
final class Suggestions {
    private static final long BETWEEN_STEPS = 100_000_000;

    private final Workspace workspace;
    private final StateThread state;
    private final Workers workers;
    private final Map<OpenDocument, Active> active = new HashMap<>();
    private int count;

    private record Active(Cancellation cancellation, ProgressBar bar) {}

    /** How it ended. */
    private record Ended(String word, String message, Optional<Path> written) {}

    Suggestions(Workspace workspace, StateThread state, Workers workers) {
        this.workspace = workspace;
        this.state = state;
        this.workers = workers;
    }

    /**
     * Looks for a recipe.
     *
     * @param recipe the file of the document
     * @param model where its model is
     * @param request what to look for
     */
    void start(OpenDocument document, Path recipe, Path model, SuggestRun.Request request) {
        cancel(document);
        Active search = new Active(
                new Cancellation(),
                new ProgressBar(
                        workspace.client(),
                        "mlrecipe-suggest-" + ++count,
                        "Measuring " + model.getFileName()));
        active.put(document, search);
        search.bar.begin();
        Toolbox toolbox = workspace.tools().toolbox();
        Boundary boundary = workspace.boundaryAround(document.uri());
        int threads = workspace.settings(document).threads().orElse(Runtime.getRuntime().availableProcessors());
        workers.compress(() -> {
            Ended ended = run(recipe, model, request, toolbox, boundary, threads, search);
            state.run(() -> ended(document, search, ended));
        });
    }

    private Ended run(
            Path recipe,
            Path model,
            SuggestRun.Request request,
            Toolbox toolbox,
            Boundary boundary,
            int threads,
            Active search) {
        try {
            search.cancellation.check();
            try (SuggestRun run = SuggestRun.open(model, toolbox)) {
                boolean blind = request.data().isPresent() && !run.canRunModel();
                SuggestRun.Result result = run.run(
                        blind ? request.withoutData() : request,
                        threads,
                        progress(search),
                        search.cancellation,
                        workspace::log);
                Path file = FreeName.withOutput(recipe, RecipePaths.baseName(recipe) + "-suggested");
                Optional<String> forbidden = boundary.forbidsOutput(file);
                if (forbidden.isPresent()) {
                    return new Ended("failed", file + " " + forbidden.get(), Optional.empty());
                }
                Files.writeString(
                        file, result.suggestion().recipe(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                String said = String.format(
                        Locale.ROOT,
                        "%s: %.2fx%s",
                        file.getFileName(),
                        result.suggestion().reached().ratio(),
                        result.suggestion().measured().map(Suggestions::figures).orElse(""));
                if (blind) {
                    state.run(() -> workspace.client().info("mlrecipe: " + file.getFileName()
                            + " goes by the error of weights alone: there is no executor here to run the model on data"));
                }
                return new Ended("done", said, Optional.of(file));
            }
        } catch (CancellationException cancelled) {
            return new Ended("cancelled", "", Optional.empty());
        } catch (BudgetException unreachable) {
            return new Ended("failed", "no recipe: " + unreachable.getMessage(), Optional.empty());
        } catch (IOException problem) {
            String reason = problem instanceof InputException ? problem.getMessage() : FileProblems.describe(problem);
            return new Ended("failed", "no recipe: " + reason, Optional.empty());
        } catch (RuntimeException unexpected) {
            workspace.log(unexpected);
            return new Ended("failed", "no recipe: " + Client.shortly(unexpected), Optional.empty());
        }
    }

    private static String figures(Suggestion.Measured measured) {
        return Double.isInfinite(measured.snrDb())
                ? ""
                : String.format(Locale.ROOT, ", %.1f dB at the outputs", measured.snrDb());
    }

    /** Passes on what is measured, not more often than someone can read. */
    private Progress progress(Active search) {
        long[] last = new long[1];
        return now -> {
            if (now.bytes() == now.totalBytes() || System.nanoTime() - last[0] >= BETWEEN_STEPS) {
                last[0] = System.nanoTime();
                state.run(() -> search.bar.advance(now));
            }
        };
    }

    private void ended(OpenDocument document, Active search, Ended ended) {
        active.remove(document, search);
        search.bar.end(ended.word());
        if (ended.written().isPresent()) {
            workspace.client().open(DocumentUri.of(ended.written().get()), "mlrecipe: " + ended.message());
        } else if (!ended.message().isEmpty()) {
            workspace.client().error("mlrecipe: " + ended.message());
        }
    }

    /** The user wants none for this document. */
    void cancel(OpenDocument document) {
        Active search = active.get(document);
        if (search != null) {
            search.cancellation.cancel();
        }
    }

    /** The user pressed the button of a progress bar. */
    void cancel(String token) {
        active.values().stream()
                .filter(search -> search.bar.token().equals(token))
                .forEach(search -> search.cancellation.cancel());
    }

    void cancelAll() {
        List.copyOf(active.values()).forEach(search -> search.cancellation.cancel());
    }
}
