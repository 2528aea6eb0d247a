package dev.mlrecipe.lsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.mlrecipe.cli.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole sessions in editors as Debian has them: the scripts under {@code server/src/test/editors} say what is done.
 * Skipped loudly where an editor is missing; in CI that fails.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RealEditorsTest {
    private static final Path SCRIPTS = Path.of(System.getProperty("mlrecipe.root"), "server/src/test/editors");
    private static final List<String> WORKS = List.of(
            "diagnostics", "completion", "hover", "quick fix", "results after a save", "the output", "progress",
            "that the run waits", "cancel", "the end of the server");
    /** An editor is not gone yet when it has closed its output. */
    private static final int SECONDS_TO_LEAVE = 20;

    @TempDir
    private Path folder;

    @BeforeEach
    void putModel() throws IOException {
        Models.put(folder, "Net.mlpackage");
        Files.writeString(folder.resolve("Net.mlrecipe.yaml"), Models.RECIPE.replace("nbits: 4", "nbit: 4"));
    }

    @Test
    void neovim() throws Exception {
        String editor = require("nvim");
        play(List.of(editor, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-S", SCRIPTS.resolve("neovim.lua").toString()));
    }

    @Test
    void emacs() throws Exception {
        String editor = require("emacs");
        play(List.of(
                editor, "--batch", "-Q", "-l", "/usr/share/emacs/site-lisp/debian-startup.el", "--eval",
                "(dolist (root '(\"/usr/share/emacs/site-lisp/elpa\" \"/usr/share/emacs/site-lisp/elpa-src\"))"
                        + " (when (file-directory-p root)"
                        + " (dolist (folder (directory-files root t \"^[a-z]\")) (add-to-list 'load-path folder))))",
                "-l", SCRIPTS.resolve("eglot.el").toString()));
    }

    private void play(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("MLRECIPE_SERVER", String.join("\n", server()));
        builder.environment().put("MLRECIPE_LOCKED", "yes");
        builder.environment().put("MLRECIPE_CACHE_DIR", folder.resolve(".cache").toString());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        List<String> said = new ArrayList<>();
        FileChannel lock = null;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            process.getOutputStream().close();
            for (String line; (line = out.readLine()) != null; ) {
                said.add(line);
                if (line.equals("LOCK")) {
                    lock = lock();
                    Files.createFile(folder.resolve("locked"));
                }
            }
        } finally {
            if (lock != null) {
                lock.close();
            }
            if (!process.waitFor(SECONDS_TO_LEAVE, TimeUnit.SECONDS)) {
                process.destroy();
            }
        }
        assertEquals(0, process.waitFor(), String.join("\n", said));
        for (String works : WORKS) {
            assertTrue(said.contains("OK " + works), works + " in\n" + String.join("\n", said));
        }
    }

    private FileChannel lock() throws IOException {
        Path file = folder.resolve("out").resolve(".Net.mlpackage.lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return channel;
    }

    private static List<String> server() {
        return List.of(
                ServerProcess.java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", ServerProcess.classPath(),
                Main.class.getName(), "lsp", "--stdio");
    }

    private static String require(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> {
                    String message = "SKIPPED: no " + name + " on the PATH, so no session was played in it";
                    if ("true".equals(System.getenv("CI"))) {
                        return fail(message);
                    }
                    System.err.println(message);
                    return abort(message);
                });
    }
}
