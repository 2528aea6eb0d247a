package dev.mlrecipe.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** coremltools in a Python that {@code .ci/run} prepares and names in {@code MLRECIPE_PEER_PYTHON}. */
public final class Peer {
    private Peer() {}

    /**
     * A model before and after compression.
     *
     * @param original the input
     * @param compressed the output
     * @param rows where the check writes its rows as JSON
     */
    public record Pair(Path original, Path compressed, Path rows) {}

    /** The Python with coremltools; the test is skipped loudly where there is none, and fails in CI. */
    public static Path python() {
        String python = System.getenv("MLRECIPE_PEER_PYTHON");
        if (python == null) {
            String message = "SKIPPED: no MLRECIPE_PEER_PYTHON (a Python with coremltools 9.0), so nothing was checked"
                    + " against coremltools";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            System.err.println(message);
            Assumptions.abort(message);
        }
        return Path.of(python);
    }

    /** Runs the check on all pairs in one process; {@link #requirePassed} tells the outcome of each. */
    public static void check(Path python, Path folder, List<Pair> pairs) throws IOException, InterruptedException {
        Path jobs = folder.resolve("jobs.json");
        new ObjectMapper()
                .writeValue(
                        jobs.toFile(),
                        pairs.stream()
                                .map(pair -> Map.of(
                                        "original", pair.original().toString(),
                                        "compressed", pair.compressed().toString(),
                                        "json", pair.rows().toString()))
                                .toList());
        Path script = Path.of(System.getProperty("mlrecipe.root"), "server/src/test/peer/check_all.py");
        Path log = folder.resolve("peer.log");
        Process process = new ProcessBuilder(python.toString(), script.toString(), jobs.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.waitFor();
        assertTrue(Files.exists(Path.of(pairs.get(0).rows() + ".log")), () -> "the peer did not run:\n" + read(log));
    }

    /** Fails with what the check printed, unless it passed. */
    public static void requirePassed(Path rows) {
        String log = read(Path.of(rows + ".log"));
        assertTrue(log.endsWith("\nexit 0\n"), log);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "no " + file.getFileName() + ": " + e.getMessage();
        }
    }
}
