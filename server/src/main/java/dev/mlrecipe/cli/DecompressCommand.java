package dev.mlrecipe.cli;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.engine.DecompressionRun;
import dev.mlrecipe.session.RealPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe decompress}. */
@Command(
        name = "decompress",
        description = {
            "Write a model with dense weights: the values that a device expands from the compressed ones.",
            "",
            "  mlrecipe decompress Net.mlpackage -o Dense.mlpackage",
            ""
        },
        footer = ExitCode.HELP)
final class DecompressCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "MODEL", description = "A .mlpackage or .mlmodel.")
    private Path model;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "Where to write. Only a Core ML model is replaced.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        RealPaths.requireApart(output, model);
        try (CoreMlModel open = CoreMlModels.open(model);
                Interrupts interrupts = new Interrupts(console)) {
            int expanded = DecompressionRun.run(open, output, interrupts.cancellation());
            interrupts.completed();
            int all = open.index().weights().size();
            console.result(expanded + " of " + all + " weights expanded: " + model + " -> " + output + "\n");
        }
        return ExitCode.FINE;
    }
}
