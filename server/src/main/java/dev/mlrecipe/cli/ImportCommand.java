package dev.mlrecipe.cli;

import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.Severity;
import dev.mlrecipe.imports.ImportSource;
import dev.mlrecipe.imports.ImportedRecipe;
import dev.mlrecipe.imports.Importer;
import dev.mlrecipe.imports.Note;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.ImportedFile;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.text.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe import}. */
@Command(
        name = "import",
        description = {
            "Write recipes that do what Python scripts and notebooks around coremltools do, without running them.",
            "",
            "  mlrecipe import compress.py -o Net.mlrecipe.yaml",
            "  mlrecipe import step1.yaml step2.yaml -o Net.mlrecipe.yaml",
            "",
            "What a script makes of one model are variants of one recipe, and models that it treats alike are together;"
                    + " other models have recipes of their own, named after their outputs. Configurations"
                    + " of coremltools, coremltools.optimize.torch and coreai-opt as YAML or JSON become the steps of one"
                    + " recipe. What cannot be seen in a file is a comment with its line.",
            ""
        },
        footer = ExitCode.HELP)
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Python scripts, notebooks, or configurations as YAML or JSON.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "RECIPE",
            description = "The recipe to write; of several, the beginning of their names. Default: the file's name.")
    private Path output;

    @Option(names = "--force", description = "Overwrite recipes that exist.")
    private boolean force;

    /** A recipe and what it was made of. */
    private record Imported(Path file, ImportedRecipe recipe) {}

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        try (Techniques techniques = main.techniques()) {
            RecipeParser parser = main.toolbox(techniques).parser();
            Map<Path, Imported> recipes = recipes(new Importer(parser), console);
            for (Path recipe : recipes.keySet()) {
                ResultFile.requireHarmless("--output", recipe.toString(), files);
                ResultFile.requireNew(recipe, force);
            }
            int code = recipes.isEmpty() ? ExitCode.FINDINGS : ExitCode.FINE;
            for (Map.Entry<Path, Imported> entry : recipes.entrySet()) {
                code = Math.max(code, write(entry.getKey(), entry.getValue(), parser, console));
            }
            return code;
        }
    }

    private Map<Path, Imported> recipes(Importer importer, Console console) throws IOException {
        Map<Path, Imported> recipes = new LinkedHashMap<>();
        for (List<Path> together : Importer.together(files)) {
            Path first = together.getFirst();
            Path base = output != null ? output : ImportedFile.beside(first);
            List<ImportSource> sources = new ArrayList<>();
            for (Path file : together) {
                sources.add(ImportedFile.source(file, base.toAbsolutePath().getParent()));
            }
            List<ImportedRecipe> found = importer.recipes(sources);
            if (found.isEmpty()) {
                console.error(first + ": compresses nothing that can be seen; nothing was written for it");
            }
            boolean several = found.size() > 1 || output != null && together.size() < files.size();
            for (ImportedRecipe recipe : found) {
                recipes.put(ImportedFile.recipe(base, recipe, several), new Imported(first, recipe));
            }
        }
        return recipes;
    }

    private int write(Path file, Imported imported, RecipeParser parser, Console console) throws IOException {
        String text = imported.recipe().text();
        ResultFile.write(file, text);
        console.result(file + "\n");
        for (Note note : imported.recipe().notes()) {
            console.note(imported.file() + (note.cell().isPresent() ? ": " + note.place() : ":" + note.line())
                    + ": note: " + note.message());
        }
        List<Finding> findings = parser.parse(Text.of(text)).findings();
        console.findings(file.toString(), Text.of(text), findings);
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                ? ExitCode.FINDINGS
                : ExitCode.FINE;
    }
}
