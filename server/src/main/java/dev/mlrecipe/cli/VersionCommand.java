package dev.mlrecipe.cli;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.report.ReportJson;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.technique.Technique;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe version}. */
@Command(name = "version", description = "Print the versions of the product, its formats, techniques and data.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Opset[] opsets = Opset.values();
        Availability availability = Availability.load();
        out.println("mlrecipe " + Version.PRODUCT);
        out.println("Core ML programs " + opsets[0].word() + " to " + opsets[opsets.length - 1].word()
                + " (specification " + opsets[0].specification() + " to "
                + opsets[opsets.length - 1].specification() + ")");
        out.println("report format " + ReportJson.SCHEMA);
        try (Techniques techniques = main.techniques()) {
            out.println("techniques " + techniques.all().stream()
                    .sorted(Comparator.comparing(Technique::configType))
                    .map(technique -> technique.configType() + " " + technique.version())
                    .collect(Collectors.joining(", ")));
        }
        out.println("availability of " + availability.features().size() + " features on "
                + availability.platforms().size() + " platforms");
        out.println("Java " + System.getProperty("java.version"));
        return ExitCode.FINE;
    }
}
