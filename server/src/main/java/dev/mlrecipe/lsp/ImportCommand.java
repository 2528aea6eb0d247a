package dev.mlrecipe.lsp;

import dev.mlrecipe.imports.ImportedRecipe;
import dev.mlrecipe.imports.Importer;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.ImportedFile;
import dev.mlrecipe.session.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;

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
            List<NewRecipeCommand.Answer> answers = new ArrayList<>();
            recipes(file, parser).forEach(
                    (path, text) -> answers.add(new NewRecipeCommand.Answer(DocumentUri.of(path), text)));
            return answers;
        };
    }

    /**
     * The texts of the recipes of a file, by where they belong: nothing exists there yet.
     *
     * @throws ResponseErrorException if there are none
     */
    static Map<Path, String> recipes(Path file, RecipeParser parser) {
        List<ImportedRecipe> recipes;
        try {
            recipes = new Importer(parser).recipes(List.of(ImportedFile.source(file, file.toAbsolutePath().getParent())));
        } catch (InputException unreadable) {
            throw Commands.refusal(unreadable.getMessage());
        }
        if (recipes.isEmpty()) {
            throw Commands.refusal(file.getFileName() + " compresses nothing that can be seen");
        }
        Map<Path, String> texts = new LinkedHashMap<>();
        for (ImportedRecipe recipe : recipes) {
            Path wanted = ImportedFile.recipe(ImportedFile.beside(file), recipe, recipes.size() > 1);
            texts.put(FreeName.of(wanted, texts.keySet()), recipe.text());
        }
        return texts;
    }
}
