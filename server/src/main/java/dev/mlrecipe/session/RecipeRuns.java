package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.LayerResult;
import dev.mlrecipe.engine.ModelRun;
import dev.mlrecipe.engine.ModelRuns;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.plan.PlannedWeight;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Part;
import dev.mlrecipe.recipe.PartFindings;
import dev.mlrecipe.text.Text;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The recipes of one file, mostly a single one: what they share is read once. */
public final class RecipeRuns implements Closeable {
    private final ParsedRecipe parsed;
    private final OpenModels models;
    private final List<RecipeRun> runs;

    private RecipeRuns(ParsedRecipe parsed, OpenModels models, List<RecipeRun> runs) {
        this.parsed = parsed;
        this.models = models;
        this.runs = List.copyOf(runs);
    }

    /**
     * What of a file is wanted, and where its output goes.
     *
     * @param variants names of variants; empty for all
     * @param output where to write instead of where the recipe says; for a single recipe only
     */
    public record Choice(List<String> variants, Optional<Path> output) {
        /** Everything, where the recipe says. */
        public static final Choice ALL = new Choice(List.of(), Optional.empty());

        public Choice {
            variants = List.copyOf(variants);
        }

        private boolean has(ParsedRecipe recipe) {
            return variants.isEmpty() || recipe.recipe().part().variant().filter(variants::contains).isPresent();
        }
    }

    /**
     * Reads a file and the structure of its models, and takes back what a dead run of it left.
     *
     * @throws InputException if the file cannot be read or has not what is chosen; everything else is a finding
     * @throws IOException if an output's folder cannot be looked at
     */
    public static RecipeRuns open(Path file, Choice choice, Toolbox toolbox) throws IOException {
        return open(RecipeFile.read(file), file, choice, toolbox, Boundary.NONE, false);
    }

    /** The same for recipes that are to be run unless findings forbid it: the models are read already. */
    public static RecipeRuns openToRun(Path file, Choice choice, Toolbox toolbox) throws IOException {
        return open(RecipeFile.read(file), file, choice, toolbox, Boundary.NONE, true);
    }

    /**
     * The same for a text that lies in memory.
     *
     * @param file where it lies on disk, or would
     * @param boundary which files it may use
     * @throws IOException if an output's folder cannot be looked at
     */
    public static RecipeRuns open(Text text, Path file, Toolbox toolbox, Boundary boundary) throws IOException {
        return open(text, file, Choice.ALL, toolbox, boundary, false);
    }

    private static RecipeRuns open(
            Text text, Path file, Choice choice, Toolbox toolbox, Boundary boundary, boolean toRun) throws IOException {
        ParsedRecipe parsed = toolbox.parser().parse(text);
        List<ParsedRecipe> recipes = ModelPatterns.recipes(parsed, file);
        requireChosen(file, recipes, choice);
        List<PlacedRecipe> placed = new ArrayList<>();
        for (ParsedRecipe recipe : recipes) {
            Optional<Path> output = choice.has(recipe) ? choice.output() : Optional.empty();
            placed.add(PlacedRecipe.of(recipe, file, output, boundary, toolbox.hashes()));
        }
        Toolbox beside = placed.size() == 1 ? toolbox : toolbox.beside(together(toolbox.surroundings(), placed));
        OpenModels models = new OpenModels(toolbox.ahead());
        List<PlacedRecipe> chosen = placed.stream().filter(recipe -> choice.has(recipe.parsed())).toList();
        // Planning takes most of the time; a model that is to be run on samples is looked at by one thread at a time.
        boolean apart = chosen.stream().noneMatch(recipe -> recipe.statistics() instanceof StatisticsState.Measurable);
        List<RecipeRun> runs = (apart ? chosen.parallelStream() : chosen.stream())
                .map(recipe -> RecipeRun.open(beside, recipe, models, toRun))
                .toList();
        return new RecipeRuns(parsed, models, runs);
    }

    private static void requireChosen(Path file, List<ParsedRecipe> recipes, Choice choice) throws InputException {
        List<String> names = recipes.stream().flatMap(part -> part.recipe().part().variant().stream()).distinct().toList();
        for (String wanted : choice.variants()) {
            if (!names.contains(wanted)) {
                String question = Nearest.question(wanted, names);
                String all = names.isEmpty() ? "; it has no variants" : "; it has " + String.join(", ", names);
                throw new InputException(
                        file + ": the recipe has no variant " + wanted + (question.isEmpty() ? all : question));
            }
        }
        long chosen = recipes.stream().filter(choice::has).count();
        if (choice.output().isPresent() && chosen > 1) {
            String what = recipes.getFirst().recipe().part().model().isPresent() ? " outputs" : " variants";
            throw new InputException(file + ": the recipe has " + chosen + what + "; choose one to write it to "
                    + choice.output().get());
        }
    }

    private static List<RecipePaths> together(Surroundings surroundings, List<PlacedRecipe> placed) {
        return Stream.concat(surroundings.recipes().stream(), placed.stream().map(PlacedRecipe::paths)).toList();
    }

    /**
     * Where the files of a file's recipes are, without symbolic links.
     *
     * @throws InputException if the file cannot be read
     */
    public static List<RecipePaths> paths(Path file, Toolbox toolbox) throws IOException {
        List<RecipePaths> paths = new ArrayList<>();
        ParsedRecipe parsed = toolbox.parser().parse(RecipeFile.read(file));
        for (ParsedRecipe part : ModelPatterns.recipes(parsed, file)) {
            RecipePaths named = RecipePaths.of(file.toAbsolutePath(), part.recipe());
            paths.add(new RecipePaths(
                    RealPaths.real(named.recipe()),
                    named.part(),
                    named.model().map(RealPaths::real),
                    named.output().map(RealPaths::real)));
        }
        return paths;
    }

    /** Those that were chosen, in the order of the text. */
    public List<RecipeRun> all() {
        return runs;
    }

    /** Hears how a run of several recipes goes. */
    public interface Listener {
        /** A weight is finished; called by one thread at a time. */
        default void measured(RecipeRun run, PlannedWeight weight, LayerResult result) {}

        /** An output is in its place. */
        void finished(RecipeRun run, RecipeRun.Result result) throws IOException;

        /** An output could not be put in its place; the former one is as it was, and the other recipes are run. */
        void failed(RecipeRun run, IOException problem) throws IOException;
    }

    /**
     * Compresses and writes the outputs of some of the recipes. Those of one model are run together: every weight is read
     * once, and what several ask for is done once.
     *
     * @param wanted some of {@link #all}, none of them blocked
     * @param threads how many weights to compress at the same time
     * @param progress hears of all of them as of one
     * @param failures hears what went wrong inside a weight, for a log
     * @throws IOException if a model cannot be read; former outputs of unfinished recipes are as they were
     * @throws java.util.concurrent.CancellationException if the run was cancelled; likewise
     */
    public void run(
            List<RecipeRun> wanted,
            int threads,
            Progress progress,
            Cancellation cancellation,
            Consumer<Throwable> failures,
            Listener listener)
            throws IOException {
        List<ModelRuns.Job> jobs = new ArrayList<>();
        List<RecipeRun> prepared = new ArrayList<>();
        for (RecipeRun run : wanted) {
            ModelRun ready;
            try {
                ready = run.prepared(threads, progress, cancellation);
            } catch (IOException problem) {
                listener.failed(run, problem);
                continue;
            }
            jobs.add(new ModelRuns.Job(
                    ready,
                    run.outputPath().orElseThrow(),
                    (weight, result) -> listener.measured(run, weight, result)));
            prepared.add(run);
        }
        List<List<ModelRuns.Job>> groups = ModelRuns.together(jobs);
        Iterator<RecipeRun> next = prepared.iterator();
        for (int i = 0; i < groups.size(); i++) {
            Progress part = part(progress, i, groups.size());
            List<ModelRuns.Outcome> outcomes =
                    new ModelRuns(threads, part, cancellation, failures).run(groups.get(i));
            for (ModelRuns.Outcome outcome : outcomes) {
                RecipeRun run = next.next();
                if (outcome.failure().isPresent()) {
                    listener.failed(run, outcome.failure().get());
                } else {
                    listener.finished(run, run.finished(outcome.orThrow()));
                }
            }
        }
    }

    /** How far all groups are when one of them is somewhere; they are taken for equally long. */
    private static Progress part(Progress progress, int index, int count) {
        return state -> progress.advanced(count == 1
                ? state
                : new Progress.State(
                        index + 1 < count ? Progress.Phase.COMPRESSING : state.phase(),
                        state.weights(),
                        state.totalWeights(),
                        index * state.totalBytes() + state.bytes(),
                        count * state.totalBytes()));
    }

    /** Whether the file says several recipes, however many were chosen. */
    public boolean several() {
        return !parsed.several().isEmpty();
    }

    public Text text() {
        return parsed.text();
    }

    /** Everything there is to say before a run. */
    public List<Finding> findings() {
        return union(RecipeRun::findings);
    }

    /** The same with fixes that take time to look for. */
    public List<Finding> advised() {
        return union(RecipeRun::advised);
    }

    private List<Finding> union(Function<RecipeRun, List<Finding>> source) {
        PartFindings all = new PartFindings();
        runs.forEach(run -> all.add(run.recipe().part(), source.apply(run)));
        return all.all();
    }

    /** Findings of one recipe as they are told beside those of the others. */
    public List<Finding> named(RecipeRun run, Collection<Finding> findings) {
        Part part = run.recipe().part();
        return findings.stream().map(finding -> runs.size() == 1 ? finding : PartFindings.named(part, finding)).toList();
    }

    @Override
    public void close() throws IOException {
        models.close();
    }
}
