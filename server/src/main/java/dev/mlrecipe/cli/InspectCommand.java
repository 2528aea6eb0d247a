package dev.mlrecipe.cli;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.report.ModelDescription;
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

/** {@code mlrecipe inspect}. */
@Command(
        name = "inspect",
        description = {
            "Print what a model holds: kind, versions, and how every weight is stored.",
            "",
            "  mlrecipe inspect Net.mlpackage",
            ""
        },
        footer = ExitCode.HELP)
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "MODEL", description = "A .mlpackage or .mlmodel.")
    private Path model;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the description as JSON to FILE, or to standard output with -.")
    private String json;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        ResultFile.requireHarmless("--json", json, List.of(model));
        try (CoreMlModel open = CoreMlModels.open(model)) {
            ModelDescription description = new ModelDescription(model.toString(), open);
            if (!ResultFile.STDOUT.equals(json)) {
                console.result(description.text(console.terminal()));
            }
            ResultFile.json(json, description.json(), console);
        }
        return ExitCode.FINE;
    }
}
