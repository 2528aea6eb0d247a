package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.export.CoremltoolsExport;
import dev.mlrecipe.export.Export;
import dev.mlrecipe.export.ExportSource;
import dev.mlrecipe.export.Note;
import dev.mlrecipe.finding.Code;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.RealPaths;
import dev.mlrecipe.session.RecipeRun;
import dev.mlrecipe.session.RecipeRuns;
import dev.mlrecipe.session.Techniques;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe export}. */
@Command(
        name = "export",
        description = {
            "Write a recipe as plain coremltools configurations, and a Python script that applies them.",
            "",
            "  mlrecipe export Net.mlrecipe.yaml --coremltools exported",
            "  python exported/compress.py",
            "",
            "Patterns become the names of the recipe's model. What coremltools cannot do is named on standard error and in"
                    + " the script.",
            ""
        },
        footer = ExitCode.HELP)
final class ExportCommand implements Callable<Integer> {
    /** What is wrong with the files and not with what the recipe says. */
    private static final Set<String> ABOUT_FILES = Set.of(Code.MODEL_UNREADABLE.word(), Code.OUTPUT_CONFLICT.word());

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "RECIPE", description = "The recipe.")
    private Path recipe;

    @Option(
            names = "--coremltools",
            paramLabel = "DIR",
            required = true,
            description = "Write step1.yaml, step2.yaml, … and compress.py into DIR; for variants into a folder for each.")
    private Path folder;

    @Option(names = "--force", description = "Overwrite these files where they exist.")
    private boolean force;

    @Mixin
    private VariantOption variants;

    /** What variants share is told once. */
    private final Set<Note> told = new HashSet<>();

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        try (Techniques techniques = main.techniques();
                RecipeRuns runs = RecipeRuns.open(recipe, variants.choice(), main.toolbox(techniques))) {
            List<Finding> blocking = runs.findings().stream().filter(Code::blocks).toList();
            console.findings(recipe.toString(), runs.text(), blocking);
            if (blocking.stream().anyMatch(finding -> !ABOUT_FILES.contains(finding.code()))) {
                return ExitCode.FINDINGS;
            }
            int worst = ExitCode.FINE;
            for (RecipeRun run : runs.all()) {
                Path into = folder.resolve(run.recipe().part().name());
                worst = Math.max(worst, export(run, into, console));
            }
            return worst;
        }
    }

    /** @param into the folder of this recipe */
    private int export(RecipeRun run, Path into, Console console) throws IOException {
        Optional<String> obstacle = run.model().flatMap(model -> CoremltoolsExport.obstacle(model.index()));
        if (obstacle.isPresent()) {
            console.error(RecipeView.shown(run.modelPath().orElseThrow()) + ": " + obstacle.get()
                    + "; nothing was written");
            return ExitCode.FINDINGS;
        }
        Export export = CoremltoolsExport.of(new ExportSource(
                recipe.getFileName().toString(),
                run.text(),
                run.recipe(),
                run.planning(),
                run.modelPath().map(path -> RecipePaths.seenFrom(RealPaths.real(into), path)),
                run.outputPath().map(path -> RecipePaths.seenFrom(RealPaths.real(into), path)),
                run.model().map(model -> model.index().kind()).orElseGet(() -> RecipeParser.kind(run.recipe()))));
        for (Note note : export.notes().stream().filter(told::add).toList()) {
            console.note(recipe + ":" + note.line() + ": note: " + note.message());
        }
        if (export.files().isEmpty()) {
            console.error(RecipeView.name(recipe, run) + ": no step has an equivalent in coremltools; nothing was written");
            return ExitCode.FINDINGS;
        }
        write(export, into, run, console);
        return ExitCode.FINE;
    }

    private void write(Export export, Path into, RecipeRun run, Console console) throws IOException {
        List<Path> inputs = new ArrayList<>(List.of(recipe));
        run.modelPath().ifPresent(inputs::add);
        for (Export.File file : export.files()) {
            Path target = into.resolve(file.name());
            ResultFile.requireHarmless("--coremltools", target.toString(), inputs);
            ResultFile.requireNew(target, force);
        }
        for (Export.File file : export.files()) {
            Path target = into.resolve(file.name());
            ResultFile.write(target, file.content());
            console.result(target + "\n");
        }
    }
}
