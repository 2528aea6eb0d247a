package dev.mlrecipe.session;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.ModelException;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.ModelRun;
import dev.mlrecipe.engine.OutputSwap;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.engine.Reports;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.OutputConflict;
import dev.mlrecipe.plan.Plan;
import dev.mlrecipe.plan.Planner;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.text.Span;
import dev.mlrecipe.text.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One recipe from its text to its output, the same way for every front end: read, parse, open the model, plan, look
 * for findings; then, if asked and nothing is in the way, compress, write, report, and look for findings again.
 */
public final class RecipeRun implements Closeable {
    private final Toolbox toolbox;
    private final ParsedRecipe parsed;
    private final RecipePaths paths;
    private final Optional<CoreMlModel> model;
    private final ModelState state;
    private final Analysis analysis;

    private RecipeRun(
            Toolbox toolbox, ParsedRecipe parsed, RecipePaths paths, Optional<CoreMlModel> model, ModelState state) {
        this.toolbox = toolbox;
        this.parsed = parsed;
        this.paths = paths;
        this.model = model;
        this.state = state;
        this.analysis = analyse(Optional.empty());
    }

    /**
     * Reads a recipe and its model's structure, and takes back what a dead run of it left.
     *
     * @param file the recipe
     * @param output where to write instead of where the recipe says
     * @throws InputException if the recipe's file cannot be read; everything else is a finding
     * @throws IOException if the output's folder cannot be looked at
     */
    public static RecipeRun open(Path file, Optional<Path> output, Toolbox toolbox) throws IOException {
        Text text = RecipeFile.read(file);
        ParsedRecipe read = toolbox.parser().parse(text);
        RecipePaths named = RecipePaths.of(file.toAbsolutePath(), read.recipe());
        RecipePaths paths =
                RealPaths.of(new RecipePaths(named.recipe(), named.model(), output.or(named::output)));
        if (paths.output().isPresent()) {
            OutputSwap.recover(paths.output().get());
        }
        ParsedRecipe parsed = withConflict(read, paths.output());
        if (paths.model().isEmpty()) {
            return new RecipeRun(toolbox, parsed, paths, Optional.empty(), new ModelState.Unknown());
        }
        Path modelPath = paths.model().get();
        // The model may be the output of another recipe whose run died.
        OutputSwap.recover(modelPath);
        try {
            CoreMlModel model = CoreMlModels.open(modelPath);
            ModelState state = new ModelState.Read(
                    model.index(), model.encoding(Planner.compressedOpset(model.index())));
            return new RecipeRun(toolbox, parsed, paths, Optional.of(model), state);
        } catch (IOException unreadable) {
            String problem = unreadable instanceof ModelException
                    ? unreadable.getMessage()
                    : modelPath + ": " + FileProblems.describe(unreadable);
            return new RecipeRun(toolbox, parsed, paths, Optional.empty(), new ModelState.Unreadable(problem));
        }
    }

    private Analysis analyse(Optional<Report> report) {
        return Analysis.of(parsed, Optional.of(paths), state, toolbox.availability(), report);
    }

    /** With one more finding if something else than a model stands where the output goes. */
    private static ParsedRecipe withConflict(ParsedRecipe parsed, Optional<Path> output) throws IOException {
        Optional<String> conflict = output.isPresent() ? OutputSwap.conflict(output.get()) : Optional.empty();
        if (conflict.isEmpty()) {
            return parsed;
        }
        Optional<Located<String>> given = parsed.recipe().output();
        Span span = given.or(parsed.recipe()::model).map(Located::span).orElse(Span.at(0));
        String name = given.map(Located::value).orElseGet(() -> output.get().getFileName().toString());
        List<Finding> findings = Stream.concat(
                        parsed.findings().stream(),
                        Stream.of(OutputConflict.of(span, name, conflict.get(), given.isPresent())))
                .toList();
        return new ParsedRecipe(
                parsed.text(), parsed.tree(), parsed.recipe(), findings, parsed.suppressions(), parsed.defaultTarget());
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

    /** What would happen to every weight; empty without a model. */
    public Optional<Report> planned() {
        return plan().map(plan -> Reports.planned(model.orElseThrow(), plan));
    }

    /** What would happen to every weight and how that came about; empty without a model. */
    public Optional<Planning> planning() {
        return model.flatMap(open -> analysis.planning());
    }

    private Optional<Plan> plan() {
        return planning().map(Planning::plan);
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
        if (blocked()) {
            throw new IllegalStateException("the recipe has findings that block a run");
        }
        ModelRun run = new ModelRun(model.orElseThrow(), plan().orElseThrow(), toolbox.version(), toolbox.cache());
        Report report = run.run(paths.output().orElseThrow(), threads, progress, cancellation, failures);
        return new Result(report, analyse(Optional.of(report)).findings());
    }

    @Override
    public void close() throws IOException {
        if (model.isPresent()) {
            model.get().close();
        }
    }
}
