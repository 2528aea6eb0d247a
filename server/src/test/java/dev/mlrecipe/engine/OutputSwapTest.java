package dev.mlrecipe.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever happens, there is one whole output and nothing else. */
class OutputSwapTest {
    @TempDir
    private Path folder;

    @Test
    void firstOutputIsPutInPlaceInANewFolder() throws IOException {
        Path output = folder.resolve("build/a/M.mlpackage");
        compress(output, "new");
        assertEquals("new", content(output));
        assertEquals(List.of("M.mlpackage"), names(output.getParent()));
    }

    @Test
    void formerModelIsReplaced() throws IOException {
        Path output = folder.resolve("M.mlpackage");
        compress(output, "one");
        compress(output, "two");
        assertEquals("two", content(output));
        assertEquals(List.of("M.mlpackage"), names(folder));
    }

    @Test
    void abandonedRunLeavesNothing() throws IOException {
        Path output = folder.resolve("build/M.mlpackage");
        try (OutputSwap swap = OutputSwap.begin(output)) {
            writePackage(swap.fresh(), "never committed");
        }
        assertEquals(List.of(), names(folder), "neither the output nor the folder made for it");
    }

    @ParameterizedTest
    @CsvSource({"FOLDER", "FOLDER_WITH_OTHER_MANIFEST", "FILE", "TEXT_NAMED_MLMODEL"})
    void whatIsNotAModelIsNotReplaced(Victim victim) throws IOException {
        Path output = folder.resolve(victim == Victim.TEXT_NAMED_MLMODEL ? "M.mlmodel" : "M.mlpackage");
        switch (victim) {
            case FOLDER -> Files.writeString(Files.createDirectory(output).resolve("thesis.txt"), "years of work");
            case FOLDER_WITH_OTHER_MANIFEST ->
                Files.writeString(Files.createDirectory(output).resolve("Manifest.json"), "{\"name\": \"extension\"}");
            case FILE, TEXT_NAMED_MLMODEL -> Files.writeString(output, "years of work");
        }
        OutputException refused = assertThrows(OutputException.class, () -> compress(output, "new"));
        assertEquals(OutputException.Reason.CONFLICT, refused.reason());
        assertTrue(refused.getMessage().contains("M.ml"), refused.getMessage());
        assertEquals(List.of(output.getFileName().toString()), names(folder));
    }

    private enum Victim {
        FOLDER,
        FOLDER_WITH_OTHER_MANIFEST,
        FILE,
        TEXT_NAMED_MLMODEL
    }

    @Test
    void modelFileIsReplaced() throws IOException {
        Path output = folder.resolve("M.mlmodel");
        Files.write(output, new byte[] {8, 4});
        try (OutputSwap swap = OutputSwap.begin(output)) {
            Files.write(swap.fresh(), new byte[] {8, 5, 0});
            assertEquals(3, swap.commit());
        }
        assertEquals(3, Files.size(output));
        assertEquals(List.of("M.mlmodel"), names(folder));
    }

    @Test
    void secondRunOfTheSameOutputIsRefusedAndHarmsNothing() throws IOException {
        Path output = folder.resolve("M.mlpackage");
        try (OutputSwap first = OutputSwap.begin(output)) {
            writePackage(first.fresh(), "first");
            OutputException busy = assertThrows(OutputException.class, () -> compress(output, "second"));
            assertEquals(OutputException.Reason.BUSY, busy.reason());
            assertTrue(busy.getMessage().contains(".M.mlpackage.lock"), busy.getMessage());
            OutputSwap.recover(output);
            first.commit();
        }
        assertEquals("first", content(output));
        assertEquals(List.of("M.mlpackage"), names(folder));
    }

    @Test
    void anotherProcessIsRefusedWhileARunIsAlive() throws Exception {
        Path output = folder.resolve("M.mlpackage");
        try (OutputSwap first = OutputSwap.begin(output)) {
            writePackage(first.fresh(), "first");
            assertEquals(SwapVictim.BUSY, SwapVictim.run(output, "NONE"));
            first.commit();
        }
        assertEquals("first", content(output));
        assertEquals(List.of("M.mlpackage"), names(folder));
    }

    @ParameterizedTest
    @CsvSource({
        "LOCKED, former", "STAGED, former", "WRITTEN, former", "OLD_ASIDE, former", "NEW_IN_PLACE, new",
        "OLD_DELETED, new", "STAGING_DELETED, new", "UNLOCKED, new"
    })
    void processKilledBetweenTwoStepsLosesNothing(String step, String survivor) throws Exception {
        Path output = folder.resolve("M.mlpackage");
        compress(output, "former");
        assertEquals(SwapVictim.KILLED, SwapVictim.run(output, step));

        OutputSwap.recover(output);
        assertEquals(survivor, content(output), "a check or plan finds a whole output");
        assertEquals(List.of("M.mlpackage"), names(folder));

        compress(output, "next");
        assertEquals("next", content(output));
        assertEquals(List.of("M.mlpackage"), names(folder));
    }

    @ParameterizedTest
    @CsvSource({"STAGED, ''", "WRITTEN, ''", "OLD_ASIDE, ''", "NEW_IN_PLACE, new"})
    void killedFirstRunLeavesTheNextOneFree(String step, String survivor) throws Exception {
        Path output = folder.resolve("M.mlpackage");
        assertEquals(SwapVictim.KILLED, SwapVictim.run(output, step));
        OutputSwap.recover(output);
        assertEquals(survivor, Files.exists(output) ? content(output) : "");
        compress(output, "next");
        assertEquals("next", content(output));
        assertEquals(List.of("M.mlpackage"), names(folder));
    }

    @Test
    void failedRenameBringsTheFormerOutputBack() throws IOException {
        Path output = folder.resolve("M.mlpackage");
        compress(output, "former");
        try (OutputSwap swap = OutputSwap.begin(output)) {
            writePackage(swap.fresh(), "new");
            FileTree.delete(swap.fresh());
            assertThrows(OutputException.class, swap::commit);
        }
        assertEquals("former", content(output));
        assertEquals(List.of("M.mlpackage"), names(folder));
    }

    @Test
    void fileWhereAFolderIsNeededIsAClearError() throws IOException {
        Path file = Files.writeString(folder.resolve("build"), "text");
        OutputException refused =
                assertThrows(OutputException.class, () -> compress(file.resolve("M.mlpackage"), "new"));
        assertEquals(OutputException.Reason.FAILED, refused.reason());
        assertTrue(refused.getMessage().contains("build"), refused.getMessage());
        assertEquals("text", Files.readString(file));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void outputBehindASymbolicLinkIsReplacedWhereItLies() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("disk2")).resolve("M.mlpackage");
        compress(elsewhere, "former");
        Path link = Files.createSymbolicLink(folder.resolve("M.mlpackage"), Path.of("disk2/M.mlpackage"));
        compress(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", content(elsewhere));
        assertEquals(List.of("M.mlpackage"), names(elsewhere.getParent()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksInsideADeletedTreeAreNotFollowed() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious.txt"), "kept");
        Path output = folder.resolve("M.mlpackage");
        compress(output, "former");
        Files.createSymbolicLink(output.resolve("link"), folder);
        compress(output, "new");
        assertEquals("kept", Files.readString(precious));
        assertEquals("new", content(output));
    }

    @Test
    void recoveryOfWhatNeverWasWritesNothing() throws IOException {
        OutputSwap.recover(folder.resolve("M.mlpackage"));
        OutputSwap.recover(folder.resolve("no/such/folder/M.mlpackage"));
        assertEquals(List.of(), names(folder));
    }

    @Test
    void manyThreadsNeverHoldTheLockTogether() throws Exception {
        Path file = folder.resolve(".M.lock");
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger mostHolders = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 400; i++) {
                pool.submit(() -> {
                    try (OutputLock lock = OutputLock.tryAcquire(file).orElse(null)) {
                        if (lock != null) {
                            mostHolders.accumulateAndGet(holders.incrementAndGet(), Math::max);
                            holders.decrementAndGet();
                        }
                    }
                    return null;
                });
            }
        }
        assertEquals(1, mostHolders.get());
        assertFalse(Files.exists(file));
    }

    static void compress(Path output, String content) throws IOException {
        try (OutputSwap swap = OutputSwap.begin(output)) {
            writePackage(swap.fresh(), content);
            swap.commit();
        }
    }

    static void writePackage(Path path, String content) throws IOException {
        Files.createDirectories(path.resolve("Data"));
        Files.writeString(path.resolve("Manifest.json"), "{\"rootModelIdentifier\": \"1\"}");
        Files.writeString(path.resolve("Data/weights"), content);
    }

    private static String content(Path output) throws IOException {
        return Files.readString(output.resolve("Data/weights"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
