package dev.mlrecipe.lsp;

import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.session.Boundary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionKind;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;

/**
 * {@code mlrecipe.importBeside}: {@link ImportCommand} for a client that cannot write what it is answered: the recipes
 * are written beside the script, and the first is opened. Argument: the address of the script.
 */
final class ImportBesideCommand {
    static final String NAME = "mlrecipe.importBeside";

    /** Scripts that are offered in one menu. */
    private static final int MOST_OFFERED = 5;

    private ImportBesideCommand() {}

    static void run(Workspace workspace, ExecuteCommandParams params) {
        Path file = Commands.readable(workspace, params, "file");
        RecipeParser parser = workspace.tools().toolbox().parser();
        Boundary boundary = workspace.boundaryAround(DocumentUri.of(DocumentUri.of(file)));
        workspace.worker(() -> {
            try {
                List<Path> written = write(ImportCommand.recipes(file, parser), boundary);
                String first = DocumentUri.of(written.getFirst());
                return () -> workspace.client().open(first, "mlrecipe: written: " + names(written));
            } catch (ResponseErrorException refused) {
                return () -> workspace.client().error("mlrecipe: " + refused.getResponseError().getMessage());
            } catch (IOException problem) {
                return () -> workspace.client().error("mlrecipe: " + FileProblems.describe(problem));
            }
        });
    }

    private static List<Path> write(Map<Path, String> recipes, Boundary boundary) throws IOException {
        List<Path> written = new ArrayList<>();
        for (Map.Entry<Path, String> recipe : recipes.entrySet()) {
            Optional<String> forbidden = boundary.forbidsOutput(recipe.getKey());
            if (forbidden.isPresent()) {
                throw Commands.refusal(recipe.getKey() + " " + forbidden.get());
            }
            Files.writeString(
                    recipe.getKey(), recipe.getValue(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            written.add(recipe.getKey());
        }
        return written;
    }

    private static String names(List<Path> files) {
        return String.join(", ", files.stream().map(file -> file.getFileName().toString()).toList());
    }

    /** One action for each script in the folder of a recipe. */
    static List<CodeAction> actions(Path recipe) {
        try (Stream<Path> files = Files.list(recipe.toAbsolutePath().getParent())) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(py|ipynb)"))
                    .sorted()
                    .limit(MOST_OFFERED)
                    .map(ImportBesideCommand::action)
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static CodeAction action(Path script) {
        String title = "New recipes from " + script.getFileName();
        CodeAction action = new CodeAction(title);
        action.setKind(CodeActionKind.Source);
        action.setCommand(new Command(title, NAME, List.of(DocumentUri.of(script))));
        return action;
    }
}
