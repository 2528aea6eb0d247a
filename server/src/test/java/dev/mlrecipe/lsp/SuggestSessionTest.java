package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.eclipse.lsp4j.CodeAction;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.Command;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.WorkDoneProgressCancelParams;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe for the budget of an open one. */
class SuggestSessionTest {
    private static final String RECIPE = Models.RECIPE + "expect:\n  min_ratio: 4\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws IOException {
        Models.put(folder, "Net.mlpackage");
    }

    private Path suggested() {
        return folder.resolve("Net-suggested.mlrecipe.yaml");
    }

    @Test
    void theActionAtTheBudgetWritesARecipeThatReachesIt() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE);
            recipe.sees("expectation-failed");
            Command command = action(editor, recipe).getCommand();
            assertEquals("Suggest a recipe for min_ratio 4.0", command.getTitle());
            execute(editor, command);
            editor.see("that the recipe is shown", () -> editor.screen().shown(), shown -> !shown.isEmpty());
            assertTrue(editor.screen().shown().getFirst().endsWith("Net-suggested.mlrecipe.yaml"));
            Document better = editor.open("Net-suggested.mlrecipe.yaml", Files.readString(suggested()));
            better.seesNo("expectation-failed");
            assertTrue(Files.readString(suggested()).contains("\nmodel: Net.mlpackage\n"));
        }
    }

    @Test
    void dataWithoutTheExecutorIsSaidAndLeftAside() throws Exception {
        Files.writeString(folder.resolve("samples.json"), "[]");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE + "data: samples.json\n");
            recipe.sees("expectation-failed");
            execute(editor, action(editor, recipe).getCommand());
            editor.see(
                    "what it goes by",
                    () -> editor.screen().messages().toString(),
                    all -> all.contains("goes by the error of weights alone: there is no executor here"));
            assertFalse(Files.readString(suggested()).contains("data:"), Files.readString(suggested()));
        }
    }

    @Test
    void theButtonOfTheProgressBarCancels() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE);
            recipe.sees("expectation-failed");
            execute(editor, action(editor, recipe).getCommand());
            // Sent at once: the search has hardly begun, or is still to begin.
            editor.server().cancelProgress(new WorkDoneProgressCancelParams(Either.forLeft("mlrecipe-suggest-1")));
            editor.see(
                    "that it ends",
                    () -> editor.screen().progress().toString(),
                    progress -> progress.contains("cancelled"));
            assertFalse(Files.exists(suggested()));
        }
    }

    @Test
    void aBudgetThatCannotBeReachedIsSaid() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE.replace("min_ratio: 4", "min_ratio: 90"));
            recipe.sees("expectation-failed");
            execute(editor, action(editor, recipe).getCommand());
            editor.see(
                    "why",
                    () -> editor.screen().messages().toString(),
                    messages -> messages.contains("a ratio of 90 cannot be reached"));
        }
    }

    @Test
    void nothingIsLookedForWithoutTrustOrABudget() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().options("{\"trusted\": false}"))) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE);
            recipe.sees("expectation-failed");
            assertTrue(refusal(editor, recipe).contains("not trusted"));
        }
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            assertTrue(refusal(editor, recipe).contains("the recipe has no budget"));
        }
    }

    private static CodeAction action(Editor editor, Document recipe) throws Exception {
        Position budget = new Position(8, 4);
        CodeActionParams params = new CodeActionParams(
                recipe.id(), new Range(budget, budget), new CodeActionContext(List.of(), List.of("refactor")));
        return Editor.await(editor.server().getTextDocumentService().codeAction(params)).getFirst().getRight();
    }

    private static void execute(Editor editor, Command command) throws Exception {
        Editor.await(editor.server()
                .getWorkspaceService()
                .executeCommand(new ExecuteCommandParams(command.getCommand(), command.getArguments())));
    }

    private static String refusal(Editor editor, Document recipe) {
        ExecutionException refused = assertThrows(
                ExecutionException.class,
                () -> Editor.await(editor.server()
                        .getWorkspaceService()
                        .executeCommand(new ExecuteCommandParams(SuggestCommand.NAME, List.of(recipe.uri())))));
        return refused.getMessage();
    }
}
