package dev.mlrecipe.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.calibrate.StatisticsJson;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.finding.ExpectationFailed;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.recipe.Part;
import dev.mlrecipe.report.ReportDocument;
import dev.mlrecipe.report.ReportHtml;
import dev.mlrecipe.report.ReportText;
import dev.mlrecipe.report.VariantComparison;
import dev.mlrecipe.report.VariantText;
import dev.mlrecipe.report.VariantsHtml;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe compress}. */
@Command(
        name = "compress",
        description = {
            "Run recipes: compress the model of each, write the output, and print what became of every weight.",
            "The former output stays as it is unless the run succeeds.",
            "",
            "  mlrecipe compress Net.mlrecipe.yaml",
            "  mlrecipe compress Net.mlrecipe.yaml -o /tmp/Net.mlpackage --json report.json --html report.html",
            "  mlrecipe compress Net.mlrecipe.yaml --variant 4bit --variant 6bit",
            "  mlrecipe compress --quiet --json - *.mlrecipe.yaml",
            ""
        },
        footer = ExitCode.HELP)
final class CompressCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "RECIPE", arity = "1..*", description = "Recipes to run, one after the other.")
    private List<Path> recipes;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Write here instead of where the recipe says (one recipe, one variant only).")
    private Path output;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the report as JSON to FILE, or to standard output with -; a list for several recipes.")
    private String json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write the report as a page (one recipe only); for variants a comparison, and a page for each with"
                    + " its name before the extension.")
    private String html;

    @Mixin
    private VariantOption variants;

    @Option(
            names = "--statistics",
            paramLabel = "FILE",
            description = "Write the ranges of activations that the run took to FILE, as JSON that the key statistics of a"
                    + " recipe takes (one recipe only; for variants a file for each, as with --html).")
    private String statistics;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Weights to compress at the same time; default: one per processor. The output is the same for"
                    + " any number.")
    private Integer threads;

    @Option(
            names = "--no-cache",
            description = "Neither use results of former runs nor keep those of this one. The output is the same either"
                    + " way. The cache is in the user's cache folder or where the environment variable MLRECIPE_CACHE_DIR"
                    + " says.")
    private boolean noCache;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        int count = ThreadsOption.count(threads, spec);
        validate();
        List<JsonNode> reports = new ArrayList<>();
        int worst = ExitCode.FINE;
        try (Techniques techniques = main.techniques()) {
            Toolbox toolbox = noCache ? main.toolbox(techniques) : main.cachingToolbox(techniques, console);
            if (recipes.size() > 1) {
                requireDistinctOutputs(toolbox);
            }
            for (Path recipe : recipes) {
                worst = Math.max(worst, compress(recipe, toolbox, count, console, reports));
            }
        }
        if (recipes.size() == 1) {
            for (JsonNode report : reports) {
                ResultFile.json(json, report, console);
            }
        } else {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            ResultFile.json(json, all.addAll(reports), console);
        }
        return worst;
    }

    private void validate() throws InputException {
        if (recipes.size() > 1 && (output != null || html != null || statistics != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--output, --html and --statistics take one recipe, found " + recipes.size());
        }
        ResultFile.requireHarmless("--json", json, recipes);
        ResultFile.requireHarmless("--html", html, recipes);
        ResultFile.requireHarmless("--statistics", statistics, recipes);
    }

    /** Two recipes that write the same file would undo each other; those of one file have findings. */
    private void requireDistinctOutputs(Toolbox toolbox) throws IOException {
        Map<Path, Path> writers = new HashMap<>();
        Set<Path> seen = new HashSet<>();
        for (Path recipe : recipes) {
            if (!seen.add(recipe.toAbsolutePath().normalize())) {
                continue;
            }
            for (RecipePaths paths : RecipeRuns.paths(recipe, toolbox)) {
                Path other = paths.output().map(path -> writers.putIfAbsent(path, recipe)).orElse(recipe);
                if (other != null && !other.equals(recipe)) {
                    throw new InputException(recipe + ": its output " + RecipeView.shown(paths.output().get())
                            + " is also the output of " + other + "; give one of them another");
                }
            }
        }
    }

    private int compress(Path recipe, Toolbox toolbox, int count, Console console, List<JsonNode> reports)
            throws IOException {
        try (RecipeRuns runs =
                RecipeRuns.openToRun(recipe, variants.choice(Optional.ofNullable(output)), toolbox)) {
            console.findings(
                    recipe.toString(),
                    runs.text(),
                    runs.findings().stream().filter(finding -> !ExpectationFailed.isPending(finding)).toList());
            Optional<String> lacking = RecipeView.lacking(recipe, runs);
            if (lacking.isPresent()) {
                console.error(lacking.get());
                return ExitCode.INPUT;
            }
            int worst = ExitCode.FINE;
            List<RecipeRun> possible = new ArrayList<>();
            for (RecipeRun run : runs.all()) {
                if (run.blocked()) {
                    console.note(RecipeView.name(recipe, run) + ": nothing was written");
                    worst = Math.max(worst, RecipeView.code(run.findings(), Severity.ERROR));
                } else {
                    possible.add(run);
                }
            }
            Outcomes outcomes = execute(recipe, runs, possible, count, console);
            if (!outcomes.documents.isEmpty()) {
                tell(recipe, runs, outcomes.documents, outcomes.parts, console, reports);
            }
            if (outcomes.problem.isPresent()) {
                throw outcomes.problem.get();
            }
            return Math.max(worst, outcomes.code);
        }
    }

    private void tell(
            Path recipe,
            RecipeRuns runs,
            List<ReportDocument> documents,
            List<Part> parts,
            Console console,
            List<JsonNode> reports)
            throws IOException {
        if (json != null) {
            reports.add(RecipeView.json(recipe, runs, documents));
        }
        if (!runs.several()) {
            if (html != null) {
                ResultFile.write(Path.of(html), ReportHtml.render(documents.getFirst()));
            }
            return;
        }
        VariantComparison comparison = VariantComparison.of(recipe.toString(), documents);
        if (!ResultFile.STDOUT.equals(json) && documents.size() > 1) {
            console.result("\n" + VariantText.render(comparison, console.terminal()));
        }
        if (html != null) {
            Map<String, String> pages = new HashMap<>();
            for (int i = 0; i < documents.size(); i++) {
                Path page = beside(html, parts.get(i));
                ResultFile.write(page, ReportHtml.render(documents.get(i)));
                pages.put(documents.get(i).name(), page.getFileName().toString());
            }
            ResultFile.write(Path.of(html), VariantsHtml.render(comparison, pages));
        }
    }

    /** The file of one recipe of several: its name before the extension. */
    private static Path beside(String file, Part part) {
        String name = Path.of(file).getFileName().toString();
        int dot = name.lastIndexOf('.');
        int end = dot > 0 ? dot : name.length();
        return Path.of(file).resolveSibling(
                name.substring(0, end) + "-" + part.name().replace('/', '-') + name.substring(end));
    }

    private Outcomes execute(Path recipe, RecipeRuns runs, List<RecipeRun> wanted, int count, Console console)
            throws IOException {
        Progress progress = ProgressLine.of(console, ResultFile.STDOUT.equals(json));
        try (Interrupts interrupts = new Interrupts(console)) {
            Outcomes outcomes = new Outcomes(recipe, runs, console, interrupts);
            runs.run(wanted, count, progress, interrupts.cancellation(), console::trace, outcomes);
            interrupts.completed();
            return outcomes;
        }
    }

    /** Tells of every output when it is in its place, and remembers the first that could not be put there. */
    private final class Outcomes implements RecipeRuns.Listener {
        private final Path recipe;
        private final RecipeRuns runs;
        private final Console console;
        private final Interrupts interrupts;
        private final List<ReportDocument> documents = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private Optional<IOException> problem = Optional.empty();
        private int code = ExitCode.FINE;

        private Outcomes(Path recipe, RecipeRuns runs, Console console, Interrupts interrupts) {
            this.recipe = recipe;
            this.runs = runs;
            this.console = console;
            this.interrupts = interrupts;
        }

        @Override
        public void finished(RecipeRun run, RecipeRun.Result result) throws IOException {
            interrupts.written();
            ReportDocument document = RecipeView.document(recipe, run, result.report());
            documents.add(document);
            parts.add(run.recipe().part());
            if (statistics != null && run.statistics().isPresent()) {
                Path file = runs.several() ? beside(statistics, run.recipe().part()) : Path.of(statistics);
                ResultFile.write(file, StatisticsJson.write(run.statistics().get()));
            }
            if (!ResultFile.STDOUT.equals(json) && !console.quiet()) {
                console.result(ReportText.render(document, console.terminal()));
            }
            List<Finding> news = result.findings().stream()
                    .filter(finding -> !run.findings().contains(finding))
                    .toList();
            console.findings(recipe.toString(), runs.text(), runs.named(run, news));
            code = Math.max(code, RecipeView.code(result.findings(), Severity.ERROR));
        }

        @Override
        public void failed(RecipeRun run, IOException reason) {
            if (problem.isEmpty()) {
                problem = Optional.of(reason);
            } else {
                console.error(reason.getMessage());
            }
        }
    }
}
