package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.engine.ModelRun;
import dev.mlrecipe.engine.OutputSwap;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.ExecuteCommandParams;
import org.eclipse.lsp4j.WorkDoneProgressCancelParams;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that wait, are replaced, are cancelled, or die. */
class RunControlTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws IOException {
        Models.put(folder, "Net.mlpackage");
        Files.createDirectories(folder.resolve("out"));
    }

    private Path output() {
        return folder.resolve("out").resolve("Net.mlpackage");
    }

    /** Another process that writes the output, as far as a run can see. */
    private FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve("out").resolve(".Net.mlpackage.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock();
        assertTrue(lock.isValid());
        return channel;
    }

    private static void awaitWaiting(Editor editor, int runs) {
        editor.see(
                "that the run waits",
                () -> editor.screen().progress().stream()
                        .filter(progress -> progress.toString().contains("waiting for another run"))
                        .map(progress -> progress.getToken().getLeft())
                        .distinct()
                        .count(),
                count -> count >= runs);
    }

    @Test
    void waitsForAnotherRunOfTheSameOutput() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            try (FileChannel other = lock()) {
                recipe.save();
                awaitWaiting(editor, 1);
                assertFalse(Files.exists(output()));
                assertTrue(other.isOpen());
            }
            recipe.sees("layer-result");
        }
    }

    @Test
    void theButtonOfTheProgressBarCancels() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            try (FileChannel other = lock()) {
                recipe.save();
                awaitWaiting(editor, 1);
                String token = editor.screen().tokens().getFirst();
                editor.server().cancelProgress(new WorkDoneProgressCancelParams(Either.forLeft(token)));
                Diagnostic cancelled = recipe.sees("run-cancelled");
                assertTrue(cancelled.getMessage().getLeft().contains("cancelled by the user"));
                assertTrue(other.isOpen());
            }
            assertFalse(Files.exists(output()));
            recipe.replace("nbits: 4", "nbits: 6").save();
            recipe.sees("layer-result");
            recipe.seesNo("run-cancelled");
        }
    }

    @Test
    void theCommandCancels() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            try (FileChannel other = lock()) {
                recipe.save();
                awaitWaiting(editor, 1);
                Editor.await(editor.server()
                        .getWorkspaceService()
                        .executeCommand(new ExecuteCommandParams(Commands.CANCEL, List.of(recipe.uri()))));
                recipe.sees("run-cancelled");
                assertTrue(other.isOpen());
            }
        }
    }

    @Test
    void aSecondSaveReplacesTheFirst() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            try (FileChannel other = lock()) {
                recipe.save();
                awaitWaiting(editor, 1);
                recipe.replace("nbits: 4", "nbits: 2").save();
                awaitWaiting(editor, 2);
                assertTrue(other.isOpen());
            }
            recipe.sees("2-bit results", shown -> shown.stream()
                    .anyMatch(d -> Document.has("layer-result").test(d) && d.getMessage().getLeft().contains("2-bit")));
            recipe.seesNo("run-cancelled");
        }
    }

    @Test
    void aSecondSaveOfTheSameTextIsNoSecondRun() throws Exception {
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            try (FileChannel other = lock()) {
                recipe.save();
                awaitWaiting(editor, 1);
                recipe.save();
                assertTrue(other.isOpen());
            }
            recipe.sees("layer-result");
            assertEquals(1, editor.screen().tokens().size());
        }
    }

    @Test
    void endingTheServerCancelsAndLeavesNothingTemporary() throws Exception {
        Editor editor = Editor.in(folder);
        Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
        recipe.save();
        editor.see("a beginning", () -> editor.screen().tokens(), tokens -> !tokens.isEmpty());
        editor.quit();
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertEquals(List.of(), files.filter(file -> file.getFileName().toString().startsWith(".")).toList());
        }
    }

    @Test
    void aRunThatFailsSaysWhyAndKeepsTheFormerOutput() throws Exception {
        Files.delete(folder.resolve("out"));
        Files.writeString(folder.resolve("out"), "a file where a folder must be");
        try (Editor editor = Editor.in(folder)) {
            Document recipe = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            recipe.save();
            Diagnostic failed = recipe.sees("run-failed");
            assertTrue(failed.getMessage().getLeft().contains("the run failed"), failed.getMessage().getLeft());
            assertEquals("a file where a folder must be", Files.readString(folder.resolve("out")));
        }
    }

    @Test
    void twoServersOnOneWorkspaceWriteOneAfterTheOther() throws Exception {
        try (ServerProcess one = ServerProcess.start(folder);
                ServerProcess two = ServerProcess.start(folder)) {
            Path recipe = folder.resolve("Net.mlrecipe.yaml");
            Files.writeString(recipe, Models.RECIPE);
            for (ServerProcess server : List.of(one, two)) {
                server.greet(folder);
                server.open(recipe, Models.RECIPE);
            }
            one.save(recipe);
            two.save(recipe);
            one.read("layer-result");
            two.read("layer-result");
            assertFalse(one.says("run-failed"));
            assertFalse(two.says("run-failed"));
            requireModel(output());
        }
    }

    @Test
    void aServerKilledInTheMiddleLeavesAWholeOutput() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Path recipe = folder.resolve("Net.mlrecipe.yaml");
        Files.writeString(recipe, Models.RECIPE);
        try (Editor editor = Editor.in(folder)) {
            Document first = editor.open("Net.mlrecipe.yaml", Models.RECIPE);
            first.save();
            first.sees("layer-result");
            editor.see("the end", () -> editor.screen().progress().toString(), all -> all.contains("\"done\""));
        }
        for (int round = 0; round < 4; round++) {
            String text = Models.RECIPE.replace("nbits: 4", "nbits: " + (round % 2 == 0 ? 8 : 6));
            Files.writeString(recipe, text);
            try (ServerProcess server = ServerProcess.start(folder)) {
                server.greet(folder);
                server.open(recipe, text);
                server.save(recipe);
                awaitStaging();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
            }
            OutputSwap.recover(output());
            requireModel(output());
        }
    }

    private void awaitStaging() throws Exception {
        long end = System.nanoTime() + Editor.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try (Stream<Path> files = Files.list(folder.resolve("out"))) {
                if (files.anyMatch(file -> file.getFileName().toString().contains(".tmp-"))) {
                    return;
                }
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new AssertionError("no run began");
    }

    private static void requireModel(Path output) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(output)) {
            assertTrue(model.metadata().containsKey(ModelRun.PLAN_KEY));
            assertFalse(model.fingerprint().isEmpty());
        }
    }
}
