package dev.mlrecipe.cli;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.engine.Cancellation;
import dev.mlrecipe.engine.Comparison;
import dev.mlrecipe.report.ComparisonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe compare}. */
@Command(
        name = "compare",
        description = {
            "Print how far the weights of model B are from those of model A: largest error, mean squared error, signal"
                    + " to noise ratio.",
            "",
            "  mlrecipe compare Net.mlpackage build/Net.mlpackage",
            ""
        },
        footer = ExitCode.HELP)
final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(index = "0", paramLabel = "A", description = "The reference.")
    private Path reference;

    @Parameters(index = "1", paramLabel = "B", description = "The model to judge.")
    private Path model;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the comparison as JSON to FILE, or to standard output with -.")
    private String json;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        ResultFile.requireHarmless("--json", json, List.of(reference, model));
        try (CoreMlModel a = CoreMlModels.open(reference);
                CoreMlModel b = CoreMlModels.open(model)) {
            Comparison comparison = Comparison.of(a, b, new Cancellation());
            if (!ResultFile.STDOUT.equals(json)) {
                console.result(ComparisonReport.text(comparison, console.terminal()));
            }
            ResultFile.json(
                    json, ComparisonReport.json(reference.toString(), model.toString(), comparison), console);
        }
        return ExitCode.FINE;
    }
}
