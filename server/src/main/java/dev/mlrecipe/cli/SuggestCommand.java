package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.engine.Progress;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.Quantity;
import dev.mlrecipe.report.SuggestionHtml;
import dev.mlrecipe.report.SuggestionJson;
import dev.mlrecipe.report.SuggestionText;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.SuggestRun;
import dev.mlrecipe.session.SuggestRun.Need;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.suggest.Budget;
import dev.mlrecipe.suggest.BudgetException;
import dev.mlrecipe.suggest.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe suggest}. */
@Command(
        name = "suggest",
        description = {
            "Write a recipe that fits a budget: for every weight a technique and a width, found by measuring what each",
            "of them does to it, in few rules. docs/suggest.md says how.",
            "",
            "  mlrecipe suggest Net.mlpackage --target iOS18 --min-ratio 4 -o Net.mlrecipe.yaml",
            "  mlrecipe suggest Net.mlpackage --target iOS17 --max-size \"12 MB\" --html frontier.html",
            "  mlrecipe suggest Net.mlpackage --target iOS18 --min-snr 20 --device \"iPhone 15 Pro\"",
            "  mlrecipe suggest Net.mlpackage --target iOS18 --min-output-snr 20 --data samples/",
            "  mlrecipe suggest Net.mlpackage --target iOS18 --max-latency \"iPhone 15 Pro=1.5\"",
            ""
        },
        footer = ExitCode.HELP)
final class SuggestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "MODEL", description = "A .mlpackage with an ML program.")
    private Path model;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "Minimum deployment target such as iOS18; may be repeated. Default: the oldest iOS that loads"
                    + " the model.")
    private List<String> targets = new ArrayList<>();

    @ArgGroup(multiplicity = "1", heading = "What to reach, one of:%n")
    private BudgetOptions budget;

    /** One of them. */
    static final class BudgetOptions {
        @Option(
                names = "--min-ratio",
                paramLabel = "R",
                description = "Dense float16 bytes of all weights over their stored bytes, with the least error.")
        private Double ratio;

        @Option(
                names = "--max-size",
                paramLabel = "SIZE",
                description = "Bytes of the whole output on disk such as \"12 MB\", with the least error.")
        private String size;

        @Option(
                names = "--min-snr",
                paramLabel = "DB",
                description = "Signal to noise ratio of every compressed weight, in as few bytes as possible.")
        private Double snr;

        @Option(
                names = "--min-output-snr",
                paramLabel = "DB",
                description = "Signal to noise ratio of the outputs, in as few bytes as possible: with --data as it is"
                        + " measured on the samples, without as errors of weights add up to it, usually too careful.")
        private Double outputSnr;

        @Option(
                names = "--max-latency",
                paramLabel = "DEVICE=MS",
                description = "Predicted milliseconds on a device, with the least error.")
        private String latency;
    }

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "A device such as \"iPhone 15 Pro\"; may be repeated. Of recipes that are as good the one that"
                    + " is predicted to be the fastest on the first device is taken.")
    private List<String> devices = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "A file or folder of samples, as `data` of a recipe takes them; may be repeated. The model runs"
                    + " on them, so that what counts is the error of its outputs. Needs the executor.")
    private List<Path> data = new ArrayList<>();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "How many samples to take at most. Default: " + DataEntry.SAMPLES + ".")
    private int samples = DataEntry.SAMPLES;

    @Option(names = "--seed", paramLabel = "N", description = "Chooses the samples where there are more. Default: 0.")
    private long seed;

    @Option(
            names = "--compute-units",
            paramLabel = "UNITS",
            description = "all, cpu_only, cpu_and_gpu or cpu_and_ne: where the model is to run. Forms with reported"
                    + " defects there are not used.")
    private String computeUnits;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "RECIPE",
            description = "The recipe to write. Default: MODEL-suggested.mlrecipe.yaml beside the model.")
    private Path recipe;

    @Option(names = "--force", description = "Overwrite the recipe if it exists.")
    private boolean force;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write size and error of the recipe, of the frontier and of recipes of one rule as JSON to"
                    + " FILE, or to standard output with -.")
    private String json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the same as a page with a chart.")
    private String html;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Trials at the same time; default: one per processor. The recipe is the same for any number.")
    private Integer threads;

    @Option(names = "--no-cache", description = "Neither use results of former runs nor keep those of this one.")
    private boolean noCache;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        int count = ThreadsOption.count(threads, spec);
        Path file = recipe != null ? recipe : usual();
        if (samples < 1) {
            throw new ParameterException(spec.commandLine(), "--samples must be 1 or more, found " + samples);
        }
        List<Path> inputs = new ArrayList<>(data);
        inputs.add(model);
        ResultFile.requireHarmless("--output", file.toString(), inputs);
        inputs.add(file);
        ResultFile.requireHarmless("--json", json, inputs);
        ResultFile.requireHarmless("--html", html, inputs);
        ResultFile.requireNew(file, force);
        try (Techniques techniques = main.techniques();
                SuggestRun run = SuggestRun.open(
                        model, noCache ? main.toolbox(techniques) : main.cachingToolbox(techniques, console))) {
            SuggestRun.Request request = request(run, file);
            SuggestRun.Result result = execute(run, request, count, console);
            return finish(file, result, console);
        } catch (BudgetException unreachable) {
            console.error(model + ": " + unreachable.getMessage());
            return ExitCode.FINDINGS;
        }
    }

    private Path usual() {
        String name = model.toAbsolutePath().normalize().getFileName().toString();
        return model.resolveSibling(RecipePaths.modelName(name) + "-suggested.mlrecipe.yaml");
    }

    private SuggestRun.Request request(SuggestRun run, Path file) throws InputException {
        List<Target> wanted = new ArrayList<>();
        for (String word : targets) {
            wanted.add(TargetOption.of(word, run.targets().parse(word)));
        }
        Forecasts forecasts = new Predictions().forecasts();
        List<String> named = new ArrayList<>(devices);
        Need need = need(named);
        Optional<String> units = computeUnits == null
                ? Optional.empty()
                : Optional.of(ComputeUnitsOption.of(computeUnits).word());
        for (String device : named) {
            if (forecasts.device(device).isEmpty()) {
                throw new InputException("--device " + device + ": " + forecasts.unknown(device));
            }
        }
        return new SuggestRun.Request(
                RecipeView.seenFrom(file, model),
                wanted,
                named,
                units,
                data.isEmpty() ? Optional.empty() : Optional.of(samplesFor(file)),
                need);
    }

    private SuggestRun.Data samplesFor(Path file) {
        Map<String, Path> paths = new LinkedHashMap<>();
        data.forEach(path -> paths.put(RecipeView.seenFrom(file, path), path));
        return new SuggestRun.Data(paths, samples, seed);
    }

    /** @param named devices; one that the budget is about becomes the first */
    private Need need(List<String> named) throws InputException {
        if (budget.ratio != null) {
            return new Need.OfWeights(new Budget.MinRatio(positive("--min-ratio", budget.ratio)));
        }
        if (budget.size != null) {
            return new Need.MaxSize(Quantity.bytes(budget.size)
                    .orElseThrow(() -> new InputException("--max-size " + budget.size + ": expected "
                            + Quantity.EXPECTED
                            + Quantity.nearest(budget.size).map(near -> "; " + near + "?").orElse(""))));
        }
        if (budget.snr != null) {
            return new Need.OfWeights(new Budget.MinSnr(positive("--min-snr", budget.snr)));
        }
        if (budget.outputSnr != null) {
            return new Need.OfWeights(new Budget.MinOutputSnr(positive("--min-output-snr", budget.outputSnr), ""));
        }
        int end = budget.latency.lastIndexOf('=');
        try {
            double milliseconds = Double.parseDouble(budget.latency.substring(end + 1));
            if (end > 0) {
                String device = budget.latency.substring(0, end);
                named.remove(device);
                named.addFirst(device);
                return new Need.OfWeights(new Budget.MaxLatency(positive("--max-latency", milliseconds)));
            }
        } catch (NumberFormatException none) {
            // Said below.
        }
        throw new InputException("--max-latency " + budget.latency
                + ": expected a device and milliseconds, as in \"iPhone 15 Pro=1.5\"");
    }

    private static double positive(String option, double value) throws InputException {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InputException(option + " " + value + ": expected a number above 0");
        }
        return value;
    }

    private SuggestRun.Result execute(SuggestRun run, SuggestRun.Request request, int count, Console console)
            throws IOException, BudgetException {
        Progress progress = ProgressLine.of(console, ResultFile.STDOUT.equals(json));
        try (Interrupts interrupts = new Interrupts(console)) {
            SuggestRun.Result result = run.run(request, count, progress, interrupts.cancellation(), console::trace);
            interrupts.completed();
            return result;
        }
    }

    private int finish(Path file, SuggestRun.Result result, Console console) throws IOException {
        Suggestion suggestion = result.suggestion();
        ResultFile.write(file, suggestion.recipe());
        if (!ResultFile.STDOUT.equals(json) && !console.quiet()) {
            console.result(file + ":\n\n" + SuggestionText.render(suggestion, console.terminal()));
        }
        for (Finding finding : result.findings()) {
            console.note(file + ": " + finding.severity().word() + ": " + finding.message());
        }
        ResultFile.json(json, SuggestionJson.of(model.toString(), file.toString(), suggestion), console);
        if (html != null) {
            ResultFile.write(Path.of(html), SuggestionHtml.render(model.toString(), file.toString(), suggestion));
        }
        return ExitCode.FINE;
    }
}
