package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeLensParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a save does, and what it does not. */
class CompressOnSaveTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws IOException {
        Models.put(folder, "Net.mlpackage");
    }

    private Path output() {
        return folder.resolve("out").resolve("Net.mlpackage");
    }

    /** Changes whenever the output is written. */
    private Object identity() throws IOException {
        return Files.readAttributes(output(), "*").get("fileKey");
    }

    private Document compressed(Editor editor) throws IOException {
        Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
        recipe.save();
        recipe.sees("layer-result");
        editor.see("the end", () -> editor.screen().progress().toString(), all -> all.contains("\"done\""));
        return recipe;
    }

    @Test
    void aSaveCompressesAndShowsWhatEveryLayerBecame() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = compressed(editor);
            Diagnostic rule = recipe.sees("rule-result");
            assertTrue(Files.isDirectory(output()));
            assertTrue(rule.getMessage().getLeft().contains("layers"), rule.getMessage().getLeft());
            Diagnostic layer = recipe.sees("layer-result");
            assertTrue(layer.getMessage().getLeft().matches(".* SNR \\d.*"), layer.getMessage().getLeft());
            editor.see("lenses are asked for again", () -> editor.screen().refreshes(), count -> count > 0);
        }
    }

    @Test
    void progressHasATitleLayersAndAnEnd() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            compressed(editor);
            String progress = editor.screen().progress().toString();
            assertTrue(progress.contains("Compressing Net.mlrecipe.yaml"), progress);
            assertEquals(1, editor.screen().tokens().size());
        }
    }

    @Test
    void aSaveWithNothingChangedDoesNoWork() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = compressed(editor);
            Object first = identity();
            recipe.save();
            recipe.edit(0, 0, "# The plan is the same.\n").save();
            settle(editor, recipe);
            assertEquals(first, identity());
            assertEquals(1, editor.screen().tokens().size());
        }
    }

    /** Waits until a run that was asked for before has certainly ended: runs follow each other. */
    private static void settle(Editor editor, Document recipe) throws Exception {
        String broken = recipe.uri() + "settle";
        Document other = editor.openAt("file://" + recipe.file().resolveSibling("settle.mlrecipe.yaml"), "model: none\n");
        Files.writeString(Path.of(other.uri().substring(7)), "model: none\n");
        Editor.await(editor.server()
                .getWorkspaceService()
                .executeCommand(new ExecuteCommandParams(Commands.COMPRESS, List.of(other.uri()))));
        editor.see(
                "that " + broken + " is not compressed",
                () -> editor.screen().messages(),
                messages -> messages.stream().anyMatch(message -> message.contains("not compressed")));
    }

    @Test
    void resultsShowWithoutARunWhenARecipeIsOpenedAgain() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            compressed(editor);
        }
        Object first = identity();
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            recipe.sees("layer-result");
            assertEquals(first, identity());
        }
    }

    @Test
    void resultsOfAnotherModelDoNotShow() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            compressed(editor);
        }
        Path weights = Models.weights(folder.resolve("Net.mlpackage"));
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            Editor.await(editor.server().getTextDocumentService().codeLens(new CodeLensParams(recipe.id())));
            settle(editor, recipe);
            assertTrue(recipe.seesNo("layer-result").isEmpty());
        }
    }

    @Test
    void damagedResultsAreAsIfThereWereNone() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            compressed(editor);
        }
        try (Stream<Path> files = Files.list(folder.resolve(".cache/results"))) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            settle(editor, recipe);
            recipe.seesNo("layer-result");
            Editor.await(editor.server()
                    .getWorkspaceService()
                    .executeCommand(new ExecuteCommandParams(Commands.COMPRESS, List.of(recipe.uri()))));
            recipe.sees("layer-result");
        }
    }

    @Test
    void findingsThatBlockKeepTheFormerOutput() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = compressed(editor);
            Object first = identity();
            recipe.replace("nbits: 4", "nbits: 5");
            recipe.sees("never-in-coreml");
            recipe.save();
            settle(editor, recipe);
            assertEquals(first, identity());
        }
    }

    @Test
    void aMeasuredResultFallsBackWhereTheRecipeHasChanged() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = compressed(editor);
            recipe.replace("nbits: 4", "nbits: 2");
            recipe.sees("no error of the former run", shown -> shown.stream()
                    .noneMatch(d -> d.getMessage().getLeft().contains("SNR")));
            recipe.replace("nbits: 2", "nbits: 4");
            recipe.sees("the error of the former run again", shown -> shown.stream()
                    .anyMatch(d -> d.getMessage().getLeft().contains("SNR")));
        }
    }

    @Test
    void expectationsAreJudgedByWhatWasMeasured() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE + "expect:\n  min_snr_db: 99\n");
            recipe.sees("nothing to say before", shown -> shown.stream().noneMatch(Document.has("expectation-failed")));
            recipe.save();
            Diagnostic failed = recipe.sees("expectation-failed");
            assertTrue(failed.getMessage().getLeft().contains("99"), failed.getMessage().getLeft());
            assertTrue(Files.isDirectory(output()));
        }
    }

    @Test
    void anUnsavedRecipeIsNotRun() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            recipe.replace("nbits: 4", "nbits: 2");
            Editor.await(editor.server()
                    .getWorkspaceService()
                    .executeCommand(new ExecuteCommandParams(Commands.COMPRESS, List.of(recipe.uri()))));
            editor.see("why not", () -> editor.screen().messages().toString(), all -> all.contains("not saved"));
            assertFalse(Files.exists(output()));
        }
    }

    @Test
    void otherLineBreaksAndAByteOrderMarkOnDiskAreNoDifference() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            Files.writeString(recipe.file(), "\uFEFF" + Models.RECIPE.replace("\n", "\r\n"));
            recipe.announceSave();
            recipe.sees("layer-result");
        }
    }

    @Test
    void whatStandsInTheOutputsPlaceIsNotReplaced() throws Exception {
        Files.createDirectories(output());
        Files.writeString(output().resolve("letter.txt"), "mine");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            recipe.sees("output-conflict");
            recipe.save();
            settle(editor, recipe);
            assertEquals("mine", Files.readString(output().resolve("letter.txt")));
        }
    }

    @Test
    void theSameBytesAsTheCommandLine() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            compressed(editor);
        }
        byte[] ours = Files.readAllBytes(Models.weights(output()));
        Path other = folder.resolve("cli.mlpackage");
        assertEquals(0, Main.run(
                "--quiet", "compress", "--no-cache", folder.resolve("Net.mlrecipe.yaml").toString(), "-o", other.toString()));
        assertArrayEquals(Files.readAllBytes(Models.weights(other)), ours);
    }

    @Test
    void settingsSayWhenToRun() throws Exception {
        try (Editor editor = Editor.in(folder, new Editor.Setup().settings("{\"compressOn\": \"command\"}"))) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            recipe.save();
            settle(editor, recipe);
            assertFalse(Files.exists(output()));
            Editor.await(editor.server()
                    .getWorkspaceService()
                    .executeCommand(new ExecuteCommandParams(Commands.COMPRESS, List.of(recipe.uri()))));
            recipe.sees("layer-result");
        }
    }
}
