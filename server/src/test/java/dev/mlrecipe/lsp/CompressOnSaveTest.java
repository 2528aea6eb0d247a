package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a save does, and what it does not. */
class CompressOnSaveTest {
    @TempDir
    private Path folder;

    private Path output() {
        return folder.resolve("out").resolve("Net.mlpackage");
    }

    @Test
    void aSaveCompresses() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            recipe.sees("nothing wrong", shown -> true);
            recipe.save();
            editor.see("the output", () -> Files.exists(output()), there -> there);
            editor.see("the end", () -> editor.screen().progress().toString(), all -> all.contains("\"done\"") || all.contains("done"));
            assertEquals(1, editor.screen().tokens().size());
        }
    }

    @Test
    void aSaveWithFindingsThatBlockDoesNothing() throws Exception {
        Models.put(folder, "Net.mlpackage");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE.replace("nbits: 4", "nbits: 5"));
            recipe.sees("never-in-coreml");
            recipe.save();
            recipe.replace("nbits: 5", "nbits: 3");
            recipe.seesNo("never-in-coreml");
            assertFalse(Files.exists(output()));
        }
    }
}
