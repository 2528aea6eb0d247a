package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.FileChangeType;
import org.eclipse.lsp4j.FileEvent;
import org.eclipse.lsp4j.Hover;
import org.eclipse.lsp4j.HoverParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measured files that come, change and go while a recipe is open. */
class MeasuredChangesTest {
    private static final String RECIPE =
            Models.RECIPE + "devices: [iPhone 15 Pro]\nmeasured: Net.measured.json\n";
    private static final String FILE = """
            {"mlrecipe_measured": 1, "device": "iPhone16,1", "operations": [
              {"output": "input_19_cast_fp16", "unit": "gpu", "cost": 0.5}%s]}
            """;
    private static final String UNKNOWN = ", {\"output\": \"input_19_cast_pf16\", \"unit\": \"cpu\"}";

    @TempDir
    private Path folder;

    private void write(Editor editor, String content) throws Exception {
        Path file = folder.resolve("Net.measured.json");
        Files.writeString(file, content);
        editor.server()
                .getWorkspaceService()
                .didChangeWatchedFiles(new DidChangeWatchedFilesParams(
                        List.of(new FileEvent(DocumentUri.of(file), FileChangeType.Changed))));
    }

    @Test
    void aFileThatChangesIsReadAgain() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", RECIPE);
            assertTrue(recipe.sees("measured-invalid").getMessage().getLeft().contains("no such file"));
            write(editor, "{");
            recipe.sees("a place", shown -> shown.stream().anyMatch(d ->
                    d.getMessage().getLeft().startsWith("Net.measured.json: line 1, column 2: no JSON")));
            write(editor, FILE.formatted(UNKNOWN));
            assertTrue(recipe.sees("measured-mismatch").getMessage().getLeft().contains("\"input_19_cast_pf16\" (the nearest"));
            write(editor, FILE.formatted(""));
            recipe.seesNo("measured-mismatch");
            recipe.seesNo("measured-invalid");
            Hover hover = Editor.await(editor.server()
                    .getTextDocumentService()
                    .hover(new HoverParams(recipe.id(), recipe.at("global_|config"))));
            String text = hover.getContents().getRight().getValue();
            assertTrue(text.contains("units of 1 of"), text);
        }
    }

    @Test
    void filesOutsideAreNotReadWithoutTrust() throws Exception {
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Models.put(workspace, "Net.mlpackage");
        Files.writeString(folder.resolve("Net.measured.json"), FILE.formatted(UNKNOWN));
        String outside = RECIPE.replace("measured: ", "measured: ../");
        try (Editor editor = Editor.in(workspace, new Editor.Setup().options("{\"trusted\": false}"))) {
            Document recipe = editor.open("a.mlrecipe.yaml", outside);
            assertTrue(recipe.sees("measured-invalid").getMessage().getLeft().contains("not trusted"));
        }
        try (Editor editor = Editor.in(workspace)) {
            editor.open("a.mlrecipe.yaml", outside).sees("measured-mismatch");
        }
    }
}
