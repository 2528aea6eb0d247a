package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.report.CheckedFile;
import dev.mlrecipe.report.FindingJson;
import dev.mlrecipe.report.Sarif;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe check}. */
@Command(
        name = "check",
        description = {
            "Print all findings of recipes without running them, expectations included as far as sizes are exact.",
            "",
            "  mlrecipe check Net.mlrecipe.yaml",
            "  mlrecipe check --format sarif *.mlrecipe.yaml > findings.sarif",
            "  mlrecipe check --fail-on warning Net.mlrecipe.yaml",
            ""
        },
        footer = ExitCode.HELP)
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "RECIPE", arity = "1..*", description = "Recipes to check.")
    private List<Path> recipes;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or sarif; default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            defaultValue = "error",
            description = "Exit with 1 from this severity on: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private FailOn failOn;

    @Mixin
    private VariantOption variants;

    enum Format {
        text,
        json,
        sarif
    }

    enum FailOn {
        error,
        warning
    }

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        List<CheckedFile> files = new ArrayList<>();
        Severity bar = failOn == FailOn.warning ? Severity.WARNING : Severity.ERROR;
        int worst = ExitCode.FINE;
        try (Techniques techniques = main.techniques()) {
            Toolbox toolbox = main.toolbox(techniques);
            if (recipes.size() > 1) {
                List<RecipePaths> together = new ArrayList<>();
                for (Path recipe : recipes) {
                    together.addAll(RecipeRuns.paths(recipe, toolbox));
                }
                toolbox = toolbox.beside(together);
            }
            for (Path recipe : recipes) {
                try (RecipeRuns runs = RecipeRuns.open(recipe, variants.choice(), toolbox)) {
                    files.add(new CheckedFile(recipe.toString(), runs.text(), runs.advised()));
                    worst = Math.max(worst, RecipeView.code(runs.findings(), bar));
                }
            }
        }
        switch (format) {
            case json -> console.result(FindingJson.of(files));
            case sarif -> console.result(Sarif.of(files, Version.PRODUCT));
            case text -> print(files, console);
        }
        return worst;
    }

    private static void print(List<CheckedFile> files, Console console) {
        Console findings = new Console(console.out(), console.out(), console.terminal(), console.quiet(), false);
        for (CheckedFile file : files) {
            findings.findings(file.file(), file.text(), file.findings());
        }
        console.result(summary(files));
    }

    private static String summary(List<CheckedFile> files) {
        long errors = count(files, Severity.ERROR);
        long warnings = count(files, Severity.WARNING);
        String recipes = files.size() == 1 ? "1 recipe" : files.size() + " recipes";
        return recipes + ": " + plural(errors, "error") + ", " + plural(warnings, "warning") + "\n";
    }

    private static long count(List<CheckedFile> files, Severity severity) {
        return files.stream()
                .flatMap(file -> file.findings().stream())
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private static String plural(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
