package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe with variants in an editor: one save makes all of them, a click one. */
class VariantsSessionTest {
    private static final String RECIPE = Models.RECIPE + """
            variants:
              four: {}
              six:
                global_config: {nbits: 6}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws IOException {
        Models.put(folder, "Net.mlpackage");
    }

    private static long results(List<Diagnostic> shown) {
        return shown.stream().filter(Document.has("rule-result")).count();
    }

    private static void end(Editor editor) {
        editor.see("the end", () -> editor.screen().progress().toString(), all -> all.contains("\"done\""));
    }

    @Test
    void aSaveMakesAllAndEachHasItsResult() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE);
            recipe.save();
            recipe.sees("a result for each", shown -> results(shown) == 2);
            end(editor);
            assertTrue(Files.isDirectory(folder.resolve("out/Net-four.mlpackage")));
            assertTrue(Files.isDirectory(folder.resolve("out/Net-six.mlpackage")));
            assertFalse(Files.exists(folder.resolve("out/Net.mlpackage")));
            assertEquals(1, editor.screen().tokens().size(), "one bar for all");
        }
        try (Editor again = Editor.in(folder)) {
            again.open("Net.mlrecipe.yaml", RECIPE).sees("results without a run", shown -> results(shown) == 2);
        }
    }

    @Test
    void modelsThatAPatternFinds() throws Exception {
        Models.put(folder, "parts/A.mlpackage");
        Models.put(folder, "parts/B.mlpackage");
        String text = Models.RECIPE.replace("model: Net.mlpackage", "models: parts/*.mlpackage").replace("out/Net.mlpackage", "out");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", text);
            recipe.save();
            end(editor);
            recipe.sees("a result of both", shown -> results(shown) >= 1);
            assertTrue(Files.isDirectory(folder.resolve("out/A.mlpackage")));
            assertTrue(Files.isDirectory(folder.resolve("out/B.mlpackage")));
        }
    }

    @Test
    void aClickMakesOne() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", RECIPE);
            Files.writeString(recipe.file(), RECIPE);
            recipe.sees("the plan", shown -> shown.stream().noneMatch(Document.has("model-unreadable")));
            editor.server()
                    .getWorkspaceService()
                    .executeCommand(new ExecuteCommandParams("mlrecipe.compress", List.of(recipe.uri(), "six")));
            recipe.sees("its result", shown -> results(shown) == 1);
            end(editor);
            assertTrue(Files.isDirectory(folder.resolve("out/Net-six.mlpackage")));
            assertFalse(Files.exists(folder.resolve("out/Net-four.mlpackage")));
        }
    }
}
