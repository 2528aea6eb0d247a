package dev.mlrecipe.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.execute.ExecuteOptions;
import dev.mlrecipe.execute.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of processes that were ended by force. */
class TemporaryFolderTest {
    private static final Path MODEL = TestData.ROOT.resolve("examples/models/DigitNet_iOS18.mlpackage");

    @TempDir
    private Path folder;

    /** A process that holds a session open until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (Session session = open(Path.of(arguments[0]))) {
                System.out.println("open " + session.outputs());
                System.in.read();
            }
        }
    }

    private static Session open(Path temporary) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(MODEL)) {
            return new OnnxExecutor(temporary, Long.MAX_VALUE).open(model, ExecuteOptions.defaults());
        }
    }

    @Test
    void theNextSessionRemovesWhatAKilledProcessLeftAndNothingElse() throws Exception {
        Path file = Files.createFile(folder.resolve("mlrecipe-run-1-1-file"));
        Path foreign = Files.createDirectories(folder.resolve("mlrecipe-run-other"));
        Path elsewhere = Files.createDirectories(folder.resolve("mlrecipe-run-999999999-1-elsewhere"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-Dmlrecipe.root=" + TestData.ROOT,
                        "-cp", System.getProperty("java.class.path"), Holder.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertEquals("open [logits]", process.inputReader().readLine());
            Path held = folders().stream()
                    .filter(path -> path.getFileName().toString().startsWith("mlrecipe-run-" + process.pid() + "-"))
                    .findFirst()
                    .orElseThrow();
            open(folder).close();
            assertTrue(Files.exists(held.resolve("weights.bin")), "removed while its process lives");

            process.destroyForcibly().waitFor();
            assertTrue(Files.exists(held.resolve("weights.bin")), "a killed process leaves its files");
            open(folder).close();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertEquals(Stream.of(file, foreign, elsewhere).sorted().toList(), folders());
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
