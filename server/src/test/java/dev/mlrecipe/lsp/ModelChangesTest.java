package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.DidChangeWatchedFilesParams;
import org.eclipse.lsp4j.FileChangeType;
import org.eclipse.lsp4j.FileEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that come, change and go while a recipe is open. */
class ModelChangesTest {
    private static final String NAMED = Models.RECIPE + "op_name_configs:\n  no_such_layer: {nbits: 8}\n";

    @TempDir
    private Path folder;

    private static void announce(Editor editor, Path file) {
        editor.server()
                .getWorkspaceService()
                .didChangeWatchedFiles(new DidChangeWatchedFilesParams(
                        List.of(new FileEvent(DocumentUri.of(file), FileChangeType.Changed))));
    }

    @Test
    void withoutItsModelEverythingElseWorks() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", NAMED.replace("nbits: 4", "nbit: 4"));
            recipe.sees("model-unreadable");
            recipe.sees("unknown-key");
            recipe.replace("nbit: 4", "nbits: 4");
            recipe.seesNo("unknown-key");
        }
    }

    @Test
    void aModelThatComesIsReadAndNothingIsRun() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", NAMED);
            recipe.sees("model-unreadable");
            Path model = Models.put(folder, "Net.mlpackage");
            announce(editor, Models.weights(model));
            recipe.sees("rule-matches-nothing");
            recipe.seesNo("model-unreadable");
            assertFalse(Files.exists(folder.resolve("out")));
        }
    }

    /** A client that asked for lenses before got none. */
    @Test
    void lensesAreAskedForAgainWhenARecipeTurnsOutToBeForAModelThatIsOpen() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            editor.open("a.mlrecipe.yaml", NAMED).sees("rule-matches-nothing");
            int before = editor.see("its lenses", () -> editor.screen().refreshes(), count -> count > 0);
            editor.open("b.mlrecipe.yaml", NAMED).sees("rule-matches-nothing");
            editor.see("those of the other", () -> editor.screen().refreshes(), count -> count > before);
        }
    }

    @Test
    void aHalfWrittenModelKeepsWhatWasKnown() throws Exception {
        Path model = Models.put(folder, "Net.mlpackage");
        Path manifest = model.resolve("Manifest.json");
        String whole = Files.readString(manifest);
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", NAMED);
            recipe.sees("rule-matches-nothing");
            int before = editor.screen().publications();
            Files.writeString(manifest, whole.substring(0, whole.length() / 2));
            announce(editor, manifest);
            TimeUnit.MILLISECONDS.sleep(1_200);
            assertEquals(before, editor.screen().publications());
            Files.writeString(manifest, whole);
            announce(editor, manifest);
            recipe.sees("rule-matches-nothing");
            recipe.seesNo("model-unreadable");
        }
    }

    @Test
    void aModelThatStaysBrokenIsTold() throws Exception {
        Path model = Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", NAMED);
            recipe.sees("rule-matches-nothing");
            Files.writeString(model.resolve("Manifest.json"), "{");
            announce(editor, model.resolve("Manifest.json"));
            recipe.sees("model-unreadable");
        }
    }

    @Test
    void eventsUnderOutputsAreNotOurs() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("a.mlrecipe.yaml", NAMED);
            recipe.sees("rule-matches-nothing");
            int before = editor.screen().publications();
            announce(editor, folder.resolve("out/Net.mlpackage/Manifest.json"));
            announce(editor, folder.resolve("out/.Net.mlpackage.lock"));
            TimeUnit.MILLISECONDS.sleep(900);
            assertEquals(before, editor.screen().publications());
        }
    }

    @Test
    void theOutputOfOneRecipeMayBeTheModelOfAnother() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document second = editor.open(
                    "b.mlrecipe.yaml",
                    Models.RECIPE.replace("model: Net.mlpackage", "model: out/Net.mlpackage")
                            .replace("output: out/Net.mlpackage", "output: out/Twice.mlpackage"));
            second.sees("model-unreadable");
            Document first = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            first.save();
            first.sees("layer-result");
            second.seesNo("model-unreadable");
            assertTrue(Files.isDirectory(folder.resolve("out/Net.mlpackage")));
        }
    }
}
