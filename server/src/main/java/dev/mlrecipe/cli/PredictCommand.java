package dev.mlrecipe.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.mlrecipe.analysis.Forecasts;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.finding.Nearest;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.measured.MeasuredPlan;
import dev.mlrecipe.predict.ComputeUnits;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.report.PredictionDocument;
import dev.mlrecipe.report.PredictionJson;
import dev.mlrecipe.report.PredictionText;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe predict}. */
@Command(
        name = "predict",
        description = {
            "Print what a model, or what a recipe makes of it, is predicted to take on devices: latency with a range,",
            "the unit of every operation and why, memory of weights. docs/predictor.md says how far off that is.",
            "",
            "  mlrecipe predict Net.mlpackage --device \"iPhone 15 Pro\" --device \"MacBook Pro M3\"",
            "  mlrecipe predict Net.mlrecipe.yaml --json -",
            "  mlrecipe predict Net.mlpackage --compute-units cpu_and_ne --compute-units cpu_and_gpu",
            "  mlrecipe predict Net.mlpackage --device \"MacBook Pro M3\" --measured Net.measured.json",
            ""
        },
        footer = ExitCode.HELP)
final class PredictCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "RECIPE|MODEL", description = "A recipe, or a .mlpackage.")
    private Path input;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "A device such as \"iPhone 15 Pro\"; may be repeated. Default: those of the recipe, or a usual one"
                    + " for each of its platforms.")
    private List<String> devices = new ArrayList<>();

    @Option(
            names = "--function",
            paramLabel = "NAME",
            description = "A function of the model; may be repeated. Default: the one that runs by default.")
    private List<String> functions = new ArrayList<>();

    @Option(
            names = "--compute-units",
            paramLabel = "UNITS",
            description = "all, cpu_only, cpu_and_gpu or cpu_and_ne; may be repeated, to compare them. Default: those of"
                    + " the recipe, or all.")
    private List<String> computeUnits = new ArrayList<>();

    @Option(
            names = "--measured",
            paramLabel = "[DEVICE=]FILE",
            description = "What a device measured, which then counts more than the prediction: docs/measured.md. May be"
                    + " repeated. Default: the files of the recipe.")
    private List<String> measured = new ArrayList<>();

    @Mixin
    private VariantOption variants;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the predictions as JSON to FILE, or to standard output with -; a list for a recipe with"
                    + " variants.")
    private String json;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        ResultFile.requireHarmless("--json", json, List.of(input));
        return isModel(input) ? model(console) : recipe(console);
    }

    private static boolean isModel(Path path) {
        return Files.isDirectory(path) || path.toString().endsWith(".mlmodel") || path.toString().endsWith(".mlpackage");
    }

    private int model(Console console) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(input)) {
            Forecasts forecasts = new Predictions().forecasts();
            MeasuredOption option = option(forecasts, forecasts.usual(List.of()), console);
            Predictions.Choice choice = choice(model, option.units());
            requireFor(option, model, choice);
            Predictions predictions = new Predictions(option.plans());
            print(console, List.of(document(input.toString(), model, predictions.of(model, option.devices(), choice))), false);
            return ExitCode.FINE;
        }
    }

    private int recipe(Console console) throws IOException {
        try (Techniques techniques = main.techniques();
                RecipeRuns runs = RecipeRuns.open(input, variants.choice(), main.toolbox(techniques))) {
            console.findings(input.toString(), runs.text(), runs.advised());
            Optional<String> lacking = RecipeView.lacking(input, runs);
            if (lacking.isPresent()) {
                console.error(lacking.get());
                return ExitCode.INPUT;
            }
            List<PredictionDocument> documents = new ArrayList<>();
            for (RecipeRun run : runs.all()) {
                if (run.model().isPresent()) {
                    documents.add(document(run, console));
                }
            }
            print(console, documents, runs.several());
            return RecipeView.code(runs.findings(), Severity.ERROR);
        }
    }

    private PredictionDocument document(RecipeRun run, Console console) throws InputException {
        CoreMlModel model = run.model().orElseThrow();
        MeasuredOption option = option(new Predictions().forecasts(), run, console);
        Predictions.Choice choice = choice(model, Forecasts.units(run.recipe()));
        requireFor(option, model, choice);
        Map<String, MeasuredPlan> plans = new HashMap<>(run.measured());
        plans.putAll(option.plans());
        return document(
                RecipeView.name(Path.of(RecipeView.shown(run.modelPath().orElseThrow())), run),
                model,
                new Predictions(plans).of(run, option.devices(), choice));
    }

    private MeasuredOption option(Forecasts forecasts, RecipeRun run, Console console) throws InputException {
        return option(forecasts, forecasts.devices(run.recipe()), console);
    }

    private static void requireFor(MeasuredOption option, CoreMlModel model, Predictions.Choice choice)
            throws InputException {
        for (ComputeUnits units : choice.units()) {
            option.requireFor(model, units);
        }
    }

    private Predictions.Choice choice(CoreMlModel model, ComputeUnits usual) throws InputException {
        List<FunctionFacts> chosen = new ArrayList<>();
        for (String name : functions) {
            List<String> names = model.functions().stream().map(FunctionFacts::name).toList();
            chosen.add(model.functions().stream()
                    .filter(function -> function.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new InputException("--function " + name + ": the model has no such function"
                            + Nearest.instead(name, names))));
        }
        List<ComputeUnits> units = new ArrayList<>();
        for (String word : computeUnits) {
            units.add(ComputeUnitsOption.of(word));
        }
        return new Predictions.Choice(chosen, units.isEmpty() ? List.of(usual) : units);
    }

    private MeasuredOption option(Forecasts forecasts, List<Device> usual, Console console) throws InputException {
        Optional<List<Device>> chosen = chosen(forecasts, console);
        return MeasuredOption.of(measured, chosen.orElse(usual), chosen.isEmpty(), forecasts);
    }

    private Optional<List<Device>> chosen(Forecasts forecasts, Console console) throws InputException {
        List<Device> chosen = new ArrayList<>();
        for (String name : devices) {
            Optional<Device> device = forecasts.device(name);
            chosen.add(device.isPresent() ? device.get() : standIn(forecasts, name, console));
        }
        return chosen.isEmpty() ? Optional.empty() : Optional.of(chosen);
    }

    /** A device of the same class as an unknown one, which is said. */
    private static Device standIn(Forecasts forecasts, String name, Console console) throws InputException {
        String problem = "--device " + name + ": " + forecasts.unknown(name);
        Device device = forecasts.standIn(name).orElseThrow(() -> new InputException(problem));
        console.note(problem + (problem.endsWith("?") ? " " : "; ") + device.name() + " is predicted instead");
        return device;
    }

    private static PredictionDocument document(
            String name, CoreMlModel model, Optional<List<PredictionDocument.Entry>> entries) throws InputException {
        return new PredictionDocument(
                name,
                model.functions().stream().map(FunctionFacts::name).toList(),
                entries.orElseThrow(() -> new InputException(name + ": a "
                        + model.index().kind().word().replace('_', ' ')
                        + "; predictions need an ML program or a neural network")));
    }

    /** @param list whether JSON is a list, however many there are */
    private void print(Console console, List<PredictionDocument> documents, boolean list) throws IOException {
        if (!ResultFile.STDOUT.equals(json)) {
            documents.forEach(document -> console.result(PredictionText.render(document, console.terminal())));
        }
        if (list) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            documents.forEach(document -> all.add(PredictionJson.of(document)));
            ResultFile.json(json, all, console);
        } else if (!documents.isEmpty()) {
            ResultFile.json(json, PredictionJson.of(documents.getFirst()), console);
        }
    }
}
