package dev.mlrecipe.cli;

import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.report.ReportDocument;
import dev.mlrecipe.report.ReportText;
import dev.mlrecipe.report.VariantComparison;
import dev.mlrecipe.report.VariantText;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private VariantOption variants;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        ResultFile.requireHarmless("--json", json, List.of(recipe));
        try (Techniques techniques = main.techniques();
                RecipeRuns runs = RecipeRuns.open(recipe, variants.choice(), main.toolbox(techniques))) {
            console.findings(recipe.toString(), runs.text(), runs.advised());
            Optional<String> lacking = RecipeView.lacking(recipe, runs);
            if (lacking.isPresent()) {
                console.error(lacking.get());
                return ExitCode.INPUT;
            }
            List<ReportDocument> documents = new ArrayList<>();
            for (RecipeRun run : runs.all()) {
                run.planned().ifPresent(planned -> documents.add(RecipeView.document(recipe, run, planned)));
            }
            if (!ResultFile.STDOUT.equals(json)) {
                documents.forEach(document -> console.result(ReportText.render(document, console.terminal())));
                if (documents.size() > 1) {
                    VariantComparison comparison = VariantComparison.of(recipe.toString(), documents);
                    console.result("\n" + VariantText.render(comparison, console.terminal()));
                }
            }
            if (!documents.isEmpty()) {
                ResultFile.json(json, RecipeView.json(recipe, runs, documents), console);
            }
            return RecipeView.code(runs.findings(), Severity.ERROR);
        }
    }
}
