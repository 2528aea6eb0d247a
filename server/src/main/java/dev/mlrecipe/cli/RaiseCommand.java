package dev.mlrecipe.cli;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.raise.Indices;
import dev.mlrecipe.coreml.raise.Raising;
import dev.mlrecipe.coreml.raise.Refusal;
import dev.mlrecipe.engine.RaiseRun;
import dev.mlrecipe.report.Ink;
import dev.mlrecipe.report.RaiseFacts;
import dev.mlrecipe.report.RaiseReport;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.RealPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe raise}. */
@Command(
        name = "raise",
        description = {
            "Raise an ML program to the opset of a newer system without converting it again: the same weights, and"
                    + " operations that mean what they meant. What cannot be raised safely is refused, and then nothing is"
                    + " written. The result no longer loads on older systems.",
            "",
            "  mlrecipe raise Net.mlpackage --target iOS18 --dry-run",
            "  mlrecipe raise Net.mlpackage --target iOS18 -o Net-iOS18.mlpackage",
            ""
        },
        footer = ExitCode.HELP)
final class RaiseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "MODEL", description = "A .mlpackage with an ML program.")
    private Path model;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            required = true,
            description = "The oldest system that the result must load on, such as iOS18 or macOS15. The program is raised"
                    + " to its opset and no further.")
    private String target;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Where to write. Only a Core ML model is replaced.")
    private Path output;

    @Option(names = "--dry-run", description = "Print what would change, or what stands in the way; write no model.")
    private boolean dryRun;

    @Option(
            names = "--indices",
            paramLabel = "guard|trust",
            defaultValue = "guard",
            description = "What to do about computed indices, which may be negative up to iOS16 and not from iOS17 on: put"
                    + " three small operations in front that make them positive (guard, the default), or take your word"
                    + " that they never are (trust).")
    private Indices indices;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write what changes as JSON to FILE, or to standard output with -.")
    private String json;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        if ((output == null) != dryRun) {
            throw new ParameterException(
                    spec.commandLine(), dryRun ? "--dry-run writes no --output" : "Missing --output, or --dry-run");
        }
        Availability availability = Availability.load();
        Target system = TargetOption.of(target, new Targets(availability).parse(target));
        if (!dryRun) {
            RealPaths.requireApart(output, model);
        }
        ResultFile.requireHarmless("--json", json, List.of(model));
        try (CoreMlModel open = CoreMlModels.open(model);
                Interrupts interrupts = new Interrupts(console)) {
            Opset to = opset(open, system);
            Raising raising = open.raising(indices).to(to);
            RaiseReport report = new RaiseReport(
                    model.toString(),
                    Optional.ofNullable(output).filter(path -> raising.safe()).map(Path::toString),
                    system.word(),
                    new RaiseFacts(to, raising, availability.since(to.specification())));
            if (raising.safe() && !dryRun) {
                RaiseRun.run(open, output, to, indices, interrupts.cancellation());
            }
            interrupts.completed();
            show(report, raising, to, console);
            ResultFile.json(json, report.json(), console);
            return raising.safe() ? ExitCode.FINE : ExitCode.FINDINGS;
        }
    }

    private void show(RaiseReport report, Raising raising, Opset to, Console console) {
        if (!raising.safe()) {
            for (Refusal refusal : raising.refusals()) {
                console.error(Ink.harmless(model + ": " + refusal.line()));
            }
            console.note(model + ": cannot be raised to " + to.word() + " safely, nothing was written"
                    + (raising.from().isPresent() ? "; convert the original again for " + report.target() : ""));
        } else if (!ResultFile.STDOUT.equals(json)) {
            console.result(report.text(console.terminal()));
        }
    }

    /** The newest opset that the target loads. */
    private Opset opset(CoreMlModel open, Target system) throws InputException {
        Opset to = Opset.ofSpecification(system.specification())
                .orElseThrow(() -> new InputException("--target " + system.word() + " loads no ML programs; iOS15 and its"
                        + " peers are the first that do"));
        Optional<Opset> own = open.index().opset();
        if (own.isPresent() && !to.atLeast(own.get())) {
            throw new InputException(model + ": is " + own.get().word() + ", which " + system.word()
                    + " does not load; models are raised and never lowered");
        }
        return to;
    }
}
