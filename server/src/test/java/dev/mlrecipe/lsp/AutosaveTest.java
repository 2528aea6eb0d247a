package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that save by themselves, with the messages of IntelliJ: a save after each pause, in the middle of words. */
class AutosaveTest {
    private static final Editor.Setup INTELLIJ =
            new Editor.Setup().options("{\"trusted\": true, \"autoSave\": true, \"profile\": \"intellij\"}");

    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws Exception {
        Models.put(folder, "Net.mlpackage");
    }

    private Path output() {
        return folder.resolve("out").resolve("Net.mlpackage");
    }

    @Test
    void nothingRunsWhileSomeoneTypes() throws Exception {
        try (Editor editor = Editor.in(folder, INTELLIJ)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE.replace("nbits: 4", "nbits: "));
            long begun = System.nanoTime();
            recipe.replace("nbits: ", "nbits: 2").save();
            recipe.replace("nbits: 2", "nbits: ").save();
            recipe.replace("nbits: ", "nbits: 8").save();
            recipe.sees("8-bit results", shown -> shown.stream().anyMatch(d -> Document.has("rule-result").test(d)
                    && !d.getMessage().getLeft().contains("2-bit")));
            assertTrue(System.nanoTime() - begun >= 1_500_000_000L);
            assertTrue(editor.screen().tokens().size() == 1, editor.screen().tokens().toString());
        }
    }

    @Test
    void whatIsNotOnDiskIsNotRun() throws Exception {
        try (Editor editor = Editor.in(folder, INTELLIJ)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            recipe.save();
            recipe.replace("nbits: 4", "nbits: 2");
            Document other = editor.open("b.mlrecipe.yaml", Models.RECIPE.replace("out/Net", "out/Other"));
            other.save();
            other.sees("rule-result");
            assertFalse(Files.exists(output()));
        }
    }

    /** The same diagnostics again would be dropped by that client, and a publication in the middle of typing lost. */
    @Test
    void oneResultPerRuleWithItsLayersAsRelatedPlaces() throws Exception {
        try (Editor editor = Editor.in(folder, INTELLIJ)) {
            Document recipe = editor.open("a.mlrecipe.yaml", Models.RECIPE);
            recipe.save();
            recipe.sees("related layers", shown -> shown.stream().anyMatch(d -> Document.has("rule-result").test(d)
                    && d.getRelatedInformation() != null
                    && !d.getRelatedInformation().isEmpty()));
            long layers = editor.screen().diagnostics(recipe.uri()).stream()
                    .filter(Document.has("layer-result"))
                    .count();
            assertTrue(layers <= 3, layers + " layers");
        }
    }
}
