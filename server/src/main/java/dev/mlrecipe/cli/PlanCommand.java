package dev.mlrecipe.cli;

import dev.mlrecipe.engine.Report;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.report.ReportDocument;
import dev.mlrecipe.report.ReportJson;
import dev.mlrecipe.report.ReportText;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe plan}. */
@Command(
        name = "plan",
        description = {
            "Print what would happen to every weight, by which rule, with sizes. No weight is read, nothing is written.",
            "",
            "  mlrecipe plan Net.mlrecipe.yaml",
            "  mlrecipe plan Net.mlrecipe.yaml --json -",
            ""
        },
        footer = ExitCode.HELP)
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "RECIPE", description = "The recipe.")
    private Path recipe;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the plan as JSON to FILE, or to standard output with -.")
    private String json;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        ResultFile.requireHarmless("--json", json, List.of(recipe));
        try (Techniques techniques = main.techniques();
                RecipeRun run = RecipeRun.open(
                        recipe, Optional.empty(), main.toolbox(techniques))) {
            console.findings(recipe.toString(), run.text(), run.advised());
            Optional<String> lacking = RecipeView.lacking(recipe, run);
            if (lacking.isPresent()) {
                console.error(lacking.get());
                return ExitCode.INPUT;
            }
            Optional<Report> planned = run.planned();
            if (planned.isPresent()) {
                ReportDocument document = RecipeView.document(recipe, run, planned.get());
                if (!ResultFile.STDOUT.equals(json)) {
                    console.result(ReportText.render(document, console.terminal()));
                }
                ResultFile.json(json, ReportJson.of(document), console);
            }
            return RecipeView.code(run.findings(), Severity.ERROR);
        }
    }
}
