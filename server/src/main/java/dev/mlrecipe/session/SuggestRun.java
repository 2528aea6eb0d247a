package dev.mlrecipe.session;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.availability.LoadingTargets;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.ContentKey;
import dev.mlrecipe.engine.EngineOptions;
import dev.mlrecipe.engine.ModelRun;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.TemporaryFolder;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.suggest.Budget;
import dev.mlrecipe.suggest.BudgetException;
import dev.mlrecipe.suggest.Curves;
import dev.mlrecipe.suggest.OutputNoise;
import dev.mlrecipe.suggest.Setting;
import dev.mlrecipe.suggest.Suggester;
import dev.mlrecipe.suggest.Suggestion;
import dev.mlrecipe.text.Text;
import dev.mlrecipe.yaml.YamlWords;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A recipe for a budget from a model's file, the same way for every front end. */
public final class SuggestRun implements Closeable {
    private static final int MOST_ATTEMPTS = 8;

    /** A promise that is exceeded by less is exceeded by little, dB. */
    private static final double CLOSE_DB = 0.5;

    /** A budget is lowered by so much at a time, dB. */
    private static final double MOST_DB = 10;

    private final Toolbox toolbox;
    private final CoreMlModel model;
    private final ModelFacts facts;

    private SuggestRun(Toolbox toolbox, CoreMlModel model, ModelFacts facts) {
        this.toolbox = toolbox;
        this.model = model;
        this.facts = facts;
    }

    /**
     * What is asked for.
     *
     * @param modelName the model as the recipe is to name it
     * @param targets minimum deployment targets; empty for the oldest iOS that loads the model
     * @param devices names of devices, the first one is predicted
     * @param computeUnits value of {@code compute_units}
     * @param data samples that tell what the error of a weight does to the outputs; empty to go by the weights alone
     * @param need what to reach
     */
    public record Request(
            String modelName,
            List<Target> targets,
            List<String> devices,
            Optional<String> computeUnits,
            Optional<Data> data,
            Need need) {
        public Request {
            targets = List.copyOf(targets);
            devices = List.copyOf(devices);
        }

        /** The same by the error of weights alone. */
        public Request withoutData() {
            return new Request(modelName, targets, devices, computeUnits, Optional.empty(), need);
        }
    }

    /**
     * Samples.
     *
     * @param paths files and folders, by the words in which the recipe is to name them
     * @param samples how many to take at most
     * @param seed chooses them where there are more
     */
    public record Data(Map<String, Path> paths, int samples, long seed) {
        public Data {
            paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
        }

        /** As {@code data} of a recipe. */
        String entry() {
            List<String> words = paths.keySet().stream().map(YamlWords::of).toList();
            String list = words.size() == 1 ? words.getFirst() : words.toString();
            return samples == DataEntry.SAMPLES && seed == 0
                    ? list
                    : "{path: " + list + ", samples: " + samples + ", seed: " + seed + "}";
        }
    }

    /** What to reach. */
    public sealed interface Need {

        /** Something that weights tell. */
        record OfWeights(Budget budget) implements Need {}

        /** Bytes of the whole output on disk. */
        record MaxSize(long bytes) implements Need {}
    }

    /**
     * A recipe.
     *
     * @param suggestion the recipe and how it came about
     * @param findings warnings and errors about it; usually none
     */
    public record Result(Suggestion suggestion, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /** Whether there is an executor, which data needs. */
    public boolean canRunModel() throws IOException {
        return toolbox.executor().get().isPresent();
    }

    /** @throws IOException if the model cannot be read */
    public static SuggestRun open(Path path, Toolbox toolbox) throws IOException {
        CoreMlModel model = CoreMlModels.open(path);
        try {
            ModelKind kind = model.index().kind();
            if (kind != ModelKind.ML_PROGRAM) {
                throw new InputException(path + ": a " + kind.word().replace('_', ' ')
                        + "; recipes are suggested for ML programs (mlrecipe init writes one for a goal)");
            }
            return new SuggestRun(toolbox, model, ModelFacts.of(model).with(model.functions()));
        } catch (IOException | RuntimeException failed) {
            model.close();
            throw failed;
        }
    }

    /** The targets that load the model once it is compressed. */
    public LoadingTargets targets() {
        return new LoadingTargets(
                toolbox.availability(), Planner.compressedOpset(model.index()).specification());
    }

    /**
     * Measures and searches.
     *
     * @param threads trials at the same time
     * @param failures hears what went wrong inside a weight
     * @throws BudgetException if no recipe reaches what is asked for
     * @throws IOException if the model cannot be read or temporary files cannot be written
     * @throws java.util.concurrent.CancellationException if it was cancelled; nothing is left behind
     */
    public Result run(
            Request request, int threads, Progress progress, Cancellation cancellation, Consumer<Throwable> failures)
            throws IOException, BudgetException {
        List<Target> targets =
                request.targets().isEmpty() ? targets().all().stream().limit(1).toList() : request.targets();
        ModelState.Read state = facts.state();
        Setting setting = new Setting(
                state,
                request.modelName(),
                targets,
                request.devices(),
                request.computeUnits(),
                request.data().map(Data::entry),
                toolbox.parser(),
                toolbox.surroundings());
        try (TemporaryFolder scratch = TemporaryFolder.create()) {
            EngineOptions options = new EngineOptions(threads, scratch.path(), failures, toolbox.cache());
            if (request.data().isPresent()) {
                return withData(setting, request, options, progress, cancellation);
            }
            Curves curves = Curves.measure(setting, model, options, progress, cancellation);
            Suggestion suggestion = suggested(setting, curves, request.need(), options, cancellation);
            return new Result(suggestion, findings(suggestion));
        }
    }

    private Suggestion suggested(
            Setting setting, Curves curves, Need need, EngineOptions options, Cancellation cancellation)
            throws IOException, BudgetException {
        Suggester suggester = new Suggester(setting, curves, cancellation::check);
        return switch (need) {
            case Need.OfWeights weights -> suggester.suggest(weights.budget());
            case Need.MaxSize size -> sized(suggester, curves, size.bytes(), options, cancellation);
        };
    }

    private Result withData(
            Setting setting, Request request, EngineOptions options, Progress progress, Cancellation cancellation)
            throws IOException, BudgetException {
        // Opened first: samples that cannot be used are told before anything is measured.
        try (OutputRuns runs =
                OutputRuns.open(model, request.data().orElseThrow(), toolbox.executor(), cancellation)) {
            Curves curves = Curves.measure(setting, model, options, progress, cancellation);
            OutputNoise noise =
                    new Sensitivity(runs, curves).measure(setting, model, options, progress, cancellation);
            Curves byOutputs = curves.with(noise);
            Suggestion suggestion = request.need() instanceof Need.OfWeights(Budget.MinOutputSnr snr)
                    ? promised(
                            setting,
                            byOutputs,
                            new Budget.MinOutputSnr(snr.decibels(), runs.expectation(snr.decibels())),
                            runs, options, progress, cancellation)
                    : measured(
                            suggested(setting, byOutputs, request.need(), options, cancellation),
                            runs, options, progress, cancellation);
            return new Result(suggestion, findings(suggestion));
        }
    }

    private Suggestion measured(
            Suggestion suggestion,
            OutputRuns runs,
            EngineOptions options,
            Progress progress,
            Cancellation cancellation)
            throws IOException {
        return suggestion.with(output(
                suggestion, options, cancellation, written -> runs.measured(written, options.threads(), progress)));
    }

    /**
     * Errors of weights add up only nearly to those of outputs, so the outputs are measured, and the budget is moved by
     * what was missed, until the smallest recipe that keeps the promise is found.
     */
    private Suggestion promised(
            Setting setting,
            Curves curves,
            Budget.MinOutputSnr asked,
            OutputRuns runs,
            EngineOptions options,
            Progress progress,
            Cancellation cancellation)
            throws IOException, BudgetException {
        Suggester suggester = new Suggester(setting, curves, cancellation::check);
        Set<String> seen = new HashSet<>();
        Optional<Suggestion> best = Optional.empty();
        double greatest = Double.NEGATIVE_INFINITY;
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        double target = asked.decibels();
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            Suggestion found = suggester.suggest(new Budget.MinOutputSnr(target, asked.expectation()));
            if (!seen.add(found.recipe())) {
                break;
            }
            found = measured(found, runs, options, progress, cancellation);
            double snrDb = found.measured().orElseThrow().snrDb();
            greatest = Math.max(greatest, snrDb);
            if (snrDb >= asked.decibels()) {
                high = target;
                if (best.isEmpty() || found.reached().storedBytes() < best.get().reached().storedBytes()) {
                    best = Optional.of(found);
                }
                if (snrDb - asked.decibels() < CLOSE_DB) {
                    break;
                }
            } else {
                low = target;
            }
            double next = target + Math.max(-MOST_DB, asked.decibels() - snrDb + CLOSE_DB / 2);
            target = next > low && next < high ? next : (low + high) / 2;
        }
        double reached = greatest;
        return best.orElseThrow(() -> new BudgetException(String.format(
                Locale.ROOT, "no recipe has %s dB at the outputs; the best one that was tried has %.1f dB",
                asked.decibels(), reached)));
    }

    /** How large an output is is found out by writing it: names and alignment count too. */
    private Suggestion sized(
            Suggester suggester, Curves curves, long limit, EngineOptions options, Cancellation cancellation)
            throws IOException, BudgetException {
        String expectation = "max_size: " + limit + " B";
        long others = Math.max(0, ModelRun.bytes(model.path()) - curves.total(curves.stored()));
        Suggestion suggestion = suggester.suggest(new Budget.MaxWeightBytes(limit - others, expectation));
        for (int attempt = 1; ; attempt++) {
            long size = written(suggestion, options, cancellation);
            if (size <= limit) {
                return suggestion;
            }
            if (attempt == MOST_ATTEMPTS) {
                throw new IOException(
                        "an output of at most " + limit + " bytes was not found; the last one has " + size);
            }
            // A little more each time: another size is another recipe with other names and alignment.
            others += size - limit + attempt * (limit / 2000);
            suggestion = suggester.suggest(new Budget.MaxWeightBytes(limit - others, expectation));
        }
    }

    private long written(Suggestion suggestion, EngineOptions options, Cancellation cancellation) throws IOException {
        return output(suggestion, options, cancellation, ModelRun::bytes);
    }

    /** What is done with an output before it is deleted. */
    @FunctionalInterface
    private interface Look<T> {
        T at(Path output) throws IOException;
    }

    private <T> T output(Suggestion suggestion, EngineOptions options, Cancellation cancellation, Look<T> look)
            throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            ModelRun run = new ModelRun(
                    model,
                    analysis(suggestion).planning().orElseThrow().plan(),
                    toolbox.version(),
                    toolbox.cache(),
                    new ContentKey(model),
                    Map.of(),
                    ModelRun.Inputs.NONE,
                    ModelRun.Judge.NONE);
            Path output = folder.path().resolve(model.path().getFileName());
            run.run(output, options.threads(), Progress.NONE, cancellation, options.failures());
            return look.at(output);
        }
    }

    private Analysis analysis(Suggestion suggestion) {
        ParsedRecipe parsed = toolbox.parser().parse(Text.of(suggestion.recipe()));
        return Analysis.of(parsed, Optional.empty(), facts.state(), toolbox.surroundings(), Optional.empty());
    }

    private List<Finding> findings(Suggestion suggestion) {
        return analysis(suggestion).findings().stream()
                .filter(finding -> finding.severity().atLeast(Severity.WARNING))
                .toList();
    }

    @Override
    public void close() throws IOException {
        model.close();
    }
}
