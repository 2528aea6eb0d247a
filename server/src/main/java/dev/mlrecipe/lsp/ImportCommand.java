package dev.mlrecipe.lsp;

import dev.mlrecipe.imports.ImportedRecipe;
import dev.mlrecipe.imports.Importer;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.ImportedFile;
import dev.mlrecipe.session.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.lsp4j.ExecuteCommandParams;

/**
 * {@code mlrecipe.import}: the recipes of a Python script, or of another tool's configuration. Argument: its address. It
 * is for the client to write them: nothing exists yet at the addresses that are answered.
 */
final class ImportCommand {
    static final String NAME = "mlrecipe.import";

    private ImportCommand() {}

    static Supplier<Object> work(Workspace workspace, ExecuteCommandParams params) {
        Path file = Commands.readable(workspace, params, "file");
        RecipeParser parser = workspace.tools().toolbox().parser();
        return () -> {
            List<ImportedRecipe> recipes;
            try {
                recipes = new Importer(parser).recipes(List.of(ImportedFile.source(file, file.toAbsolutePath().getParent())));
            } catch (InputException unreadable) {
                throw Commands.refusal(unreadable.getMessage());
            }
            if (recipes.isEmpty()) {
                throw Commands.refusal(file.getFileName() + " compresses nothing that can be seen");
            }
            List<NewRecipeCommand.Answer> answers = new ArrayList<>();
            Set<Path> taken = new HashSet<>();
            for (ImportedRecipe recipe : recipes) {
                Path wanted = ImportedFile.recipe(ImportedFile.beside(file), recipe, recipes.size() > 1);
                answers.add(new NewRecipeCommand.Answer(DocumentUri.of(free(wanted, taken)), recipe.text()));
            }
            return answers;
        };
    }

    private static Path free(Path wanted, Set<Path> taken) {
        String stem = wanted.getFileName().toString().replaceFirst("\\.mlrecipe\\.yaml$", "");
        Path free = wanted;
        for (int i = 2; Files.exists(free) || !taken.add(free); i++) {
            free = wanted.resolveSibling(stem + "-" + i + ".mlrecipe.yaml");
        }
        return free;
    }
}
