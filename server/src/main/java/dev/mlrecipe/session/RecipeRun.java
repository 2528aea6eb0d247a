package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.AccuracyState;
import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RaiseNeed;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.calibrate.Calibrator;
import dev.mlrecipe.calibrate.Statistics;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.ModelIndex;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.ContentKey;
import dev.mlrecipe.engine.ModelRun;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.RunResults;
import dev.mlrecipe.execute.Unsupported;
import dev.mlrecipe.finding.DataInvalid;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.PlanKey;
import dev.mlrecipe.plan.PlannedActivation;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.Step;
import dev.mlrecipe.session.OpenModels.OpenModel;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One recipe from its text to its output, the same way for every front end: read, parse, open the model, plan, look
 * for findings; then, if asked and nothing is in the way, compress, write, report, and look for findings again.
 */
public final class RecipeRun {
    private final Toolbox toolbox;
    private final ParsedRecipe parsed;
    private final RecipePaths paths;
    private final Surroundings surroundings;
    private final Optional<CoreMlModel> model;
    private final ModelState state;
    private final Analysis analysis;
    private final Optional<ContentKey> content;
    private Optional<Calibrator.Seen> seen = Optional.empty();
    private Optional<LayerInputs> inputs = Optional.empty();

    private RecipeRun(Toolbox toolbox, PlacedRecipe placed, Optional<OpenModel> open, ModelState state) {
        this.toolbox = toolbox;
        this.parsed = placed.parsed();
        this.paths = placed.paths();
        this.surroundings = toolbox.surroundings().with(placed.measured()).with(placed.statistics()).with(placed.accuracy());
        this.model = open.map(OpenModel::model);
        this.content = open.map(OpenModel::content);
        this.state = state;
        this.analysis = analyse(Optional.empty());
    }

    /**
     * Reads the structure of a recipe's model.
     *
     * @param models where it is opened, and who closes it
     * @param toRun whether it will be read as a whole, so that this may begin
     */
    static RecipeRun open(Toolbox toolbox, PlacedRecipe placed, OpenModels models, boolean toRun) {
        Optional<Path> path = placed.paths().model();
        if (path.isEmpty()) {
            return without(toolbox, placed, new ModelState.Unknown());
        }
        if (placed.forbiddenModel().isPresent()) {
            String problem = path.get() + ": " + placed.forbiddenModel().get();
            return without(toolbox, placed, new ModelState.Unreadable(problem));
        }
        try {
            OpenModel open = models.open(path.get());
            if (toRun) {
                open.content().begin();
            }
            ModelFacts facts = ModelFacts.of(open.model());
            if (Forecasts.wanted(placed.parsed().recipe())
                    || !placed.parsed().recipe().expect().accuracy().isEmpty()) {
                facts = facts.with(open.functions());
            }
            if (RaiseNeed.asked(open.model().index(), placed.parsed().recipe(), toolbox.availability())) {
                facts = facts.with(open.raising());
            }
            PlacedRecipe checked = placed.with(checked(placed, open.model(), toolbox))
                    .with(judged(placed, open.model(), toolbox));
            return new RecipeRun(toolbox, checked, Optional.of(open), facts.state());
        } catch (IOException unreadable) {
            return without(toolbox, placed, new ModelState.Unreadable(ModelFacts.problem(path.get(), unreadable)));
        }
    }

    /** Ranges that shall be measured, samples that weights are calibrated on, or what stands against it. */
    private static StatisticsState checked(PlacedRecipe placed, CoreMlModel model, Toolbox toolbox) {
        Recipe recipe = placed.parsed().recipe();
        boolean weights = recipe.steps().stream().anyMatch(Step::calibratesWeights);
        boolean ranges = recipe.steps().stream().anyMatch(Step::quantizesActivations)
                && placed.statistics() instanceof StatisticsState.Measurable;
        if (!weights && !ranges || !(placed.statistics().samples() instanceof StatisticsState.Measurable measurable)) {
            return placed.statistics();
        }
        DataEntry data = recipe.calibration().data().orElseThrow();
        Optional<StatisticsState> obstacle = new Measuring(model, toolbox.executor(), measurable, data)
                .obstacle(!weights)
                .map(StatisticsState.Unreadable::new);
        return placed.statistics() instanceof StatisticsState.Read read && obstacle.isPresent()
                ? new StatisticsState.Read(read.statistics(), obstacle.get())
                : obstacle.orElse(placed.statistics());
    }

    /** Accuracy that shall be measured, or what stands against it. */
    private static AccuracyState judged(PlacedRecipe placed, CoreMlModel model, Toolbox toolbox) {
        return placed.accuracy() instanceof AccuracyState.Possible possible
                ? AccuracyData.checked(
                        possible,
                        placed.parsed().recipe().calibration().data().orElseThrow(),
                        model,
                        toolbox.executor())
                : placed.accuracy();
    }

    private static RecipeRun without(Toolbox toolbox, PlacedRecipe placed, ModelState state) {
        return new RecipeRun(toolbox, placed, Optional.empty(), state);
    }

    private Analysis analyse(Optional<Report> report) {
        return Analysis.of(parsed, Optional.of(paths), state, surroundings, report);
    }

    public Text text() {
        return parsed.text();
    }

    public Recipe recipe() {
        return parsed.recipe();
    }

    /** Everything there is to say before a run. */
    public List<Finding> findings() {
        return analysis.findings();
    }

    /** The same with fixes that take time to look for. */
    public List<Finding> advised() {
        return analysis.findings().stream().map(analysis::advised).toList();
    }

    /** Whether a finding stands with which nothing may be written. */
    public boolean blocked() {
        return analysis.blocked();
    }

    /** The open model; empty if none is named or it cannot be read. */
    public Optional<CoreMlModel> model() {
        return model;
    }

    /** Where the model is, without symbolic links; empty if none is named. */
    public Optional<Path> modelPath() {
        return paths.model();
    }

    /** Where the output goes; empty without a model. */
    public Optional<Path> outputPath() {
        return paths.output();
    }

    /** What devices measured, by name of the device. */
    public Map<String, MeasuredPlan> measured() {
        return analysis.measured();
    }

    /** What would happen to every weight; empty without a model. */
    public Optional<Report> planned() {
        return plan().map(plan -> ModelFacts.of(model.orElseThrow()).planned(plan));
    }

    /**
     * What raising the model to the output's opset takes; empty where the output has the model's own.
     *
     * @param opset the output's opset
     */
    public Optional<Raising> raising(Opset opset) {
        return state instanceof ModelState.Read read && !read.index().opset().equals(Optional.of(opset))
                ? read.raising().filter(raising -> raising.from().isPresent()).map(raising -> raising.to(opset))
                : Optional.empty();
    }

    /** The model's structure at the output's opset; empty without a model. */
    public Optional<ModelIndex> output() {
        return model.map(CoreMlModel::index)
                .map(index -> index.opset().isPresent() && plan().isPresent() ? index.raised(plan().get().opset()) : index);
    }

    /** What would happen to every weight and how that came about; empty without a model. */
    public Optional<Planning> planning() {
        return model.flatMap(open -> analysis.planning());
    }

    private Optional<Plan> plan() {
        return planning().map(Planning::plan);
    }

    /**
     * Identifies what a run would write: the output that carries this key is the same already. Reads all weights.
     *
     * @throws IllegalStateException without a model
     * @throws IOException if the model cannot be read
     */
    public String planKey() throws IOException {
        return PlanKey.of(fingerprint(), plan().orElseThrow(() -> new IllegalStateException("there is no model")));
    }

    private String fingerprint() throws IOException {
        return content.orElseThrow().get();
    }

    /** The key that the output on disk carries; empty if there is none that can be read. */
    public Optional<String> writtenKey() {
        return paths.output().flatMap(RecipeRun::writtenKey);
    }

    /** The key that an output carries; empty if there is none that can be read. */
    public static Optional<String> writtenKey(Path output) {
        if (!Files.exists(output)) {
            return Optional.empty();
        }
        try (CoreMlModel written = CoreMlModels.open(output)) {
            return Optional.ofNullable(written.metadata().get(ModelRun.PLAN_KEY));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** What a report of this very run says, to be kept beyond it. */
    public RunResults results(Report report) throws IOException {
        return RunResults.of(fingerprint(), plan().orElseThrow(), report);
    }

    /**
     * What a run gave.
     *
     * @param report measured results
     * @param findings everything there is to say afterwards, missed expectations among it
     */
    public record Result(Report report, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * Compresses and writes the output.
     *
     * @param threads how many weights to compress at the same time
     * @param failures hears what went wrong inside a weight, for a log
     * @throws IllegalStateException if the recipe is {@link #blocked()} or has no model
     * @throws dev.mlrecipe.engine.OutputException if the output cannot be put in place
     * @throws IOException if something cannot be read or written; the former output is as it was
     * @throws java.util.concurrent.CancellationException if the run was cancelled; the former output is as it was
     */
    public Result run(int threads, Progress progress, Cancellation cancellation, Consumer<Throwable> failures)
            throws IOException {
        ModelRun run = prepared(threads, progress, cancellation);
        return finished(run.run(paths.output().orElseThrow(), threads, progress, cancellation, failures));
    }

    /**
     * Finds out what compressing takes to know. The run that it gives writes to {@link #outputPath}.
     *
     * @throws IllegalStateException if the recipe is {@link #blocked()} or has no model
     * @throws IOException if something cannot be read
     */
    ModelRun prepared(int threads, Progress progress, Cancellation cancellation) throws IOException {
        if (blocked()) {
            throw new IllegalStateException("the recipe has findings that block a run");
        }
        if (seen.isEmpty()
                && surroundings.statistics() instanceof StatisticsState.Measurable measurable
                && !plan().orElseThrow().activations().isEmpty()) {
            DataEntry data = parsed.recipe().calibration().data().orElseThrow();
            Measuring measuring = new Measuring(model.orElseThrow(), toolbox.executor(), measurable, data);
            seen = Optional.of(measuring.run(plan().orElseThrow(), threads, progress, cancellation));
        }
        inputs = inputs(threads, progress, cancellation);
        return new ModelRun(
                model.orElseThrow(),
                plan().orElseThrow(),
                toolbox.version(),
                toolbox.cache(),
                content.orElseThrow(),
                statistics().map(Statistics::ranges).orElse(Map.of()),
                inputs.<ModelRun.Inputs>map(own -> own).orElse(ModelRun.Inputs.NONE),
                judge(threads, progress, cancellation));
    }

    private Optional<LayerInputs> inputs(int threads, Progress progress, Cancellation cancellation) {
        Plan plan = plan().orElseThrow();
        if (plan.calibrated().isEmpty()
                || !(surroundings.statistics().samples() instanceof StatisticsState.Measurable measurable)) {
            return Optional.empty();
        }
        DataEntry data = parsed.recipe().calibration().data().orElseThrow();
        Measuring measuring = new Measuring(model.orElseThrow(), toolbox.executor(), measurable, data);
        return Optional.of(new LayerInputs(measuring, plan, threads, progress, cancellation));
    }

    /** What is to be said when the output is in its place. */
    Result finished(Report report) {
        List<Finding> findings = new ArrayList<>(analyse(Optional.of(report)).findings());
        notSeen().ifPresent(findings::add);
        inputs.flatMap(LayerInputs::notSeen).ifPresent(findings::add);
        return new Result(report, findings);
    }

    private ModelRun.Judge judge(int threads, Progress progress, Cancellation cancellation) {
        Optional<DataEntry> data = parsed.recipe().calibration().data();
        return data.<ModelRun.Judge>map(entry -> new AccuracyRun(
                                model.orElseThrow(),
                                toolbox.executor(),
                                surroundings.accuracy(),
                                entry,
                                threads,
                                progress,
                                cancellation)
                        ::of)
                .orElse(ModelRun.Judge.NONE);
    }

    /** Identifies samples and labels that accuracy is measured on, which it reads; empty where it is not. */
    public String accuracyKey() {
        return surroundings.accuracy().key().get();
    }

    /** Ranges of activations: from the file that the recipe names, or as a run measured them. */
    public Optional<Statistics> statistics() {
        return surroundings.statistics() instanceof StatisticsState.Read read
                ? Optional.of(read.statistics())
                : seen.map(Calibrator.Seen::statistics);
    }

    /** What a run on samples could not tell. */
    private Optional<Finding> notSeen() {
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        Set<String> known = seen.get().statistics().ranges().keySet();
        List<String> missing = plan().orElseThrow().activations().stream()
                .map(PlannedActivation::site)
                .flatMap(site -> site.values().stream()
                        .filter(value -> !known.contains(value))
                        .limit(1)
                        .map(value -> site.op() + " (" + value + ")"))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(DataInvalid.notSeen(
                        parsed.recipe().calibration().data().orElseThrow().span(),
                        missing,
                        seen.get().unsupported().stream().map(Unsupported::line).toList()));
    }
}
