package dev.mlrecipe.intellij;

import com.intellij.openapi.application.PathManager;
import com.redhat.devtools.lsp4ij.server.CannotStartProcessException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the server is started: the jar beside the plugin's own, on the runtime of the IDE, in a process of its own.
 *
 * @param runtime home of a Java runtime
 * @param version its feature release
 * @param jar the server
 */
record ServerCommand(Path runtime, int version, Path jar) {
    /** What the server is compiled for, and the runtime of the oldest IDE that the plugin is for. */
    private static final int OLDEST_RUNTIME = 21;

    /** Those of the launcher: start quickly, stay small, die rather than crawl. */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-Xms16m",
            "-Xmx512m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=25",
            "-XX:+ExitOnOutOfMemoryError",
            // What the runtime has to say must not get between the messages on standard output.
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Djdk.console=java.base");

    /** The server that came with this plugin: {@code <plugin>/server/mlrecipe.jar}, seen from {@code <plugin>/lib}. */
    static ServerCommand installed() {
        Path self = Path.of(PathManager.getJarPathForClass(ServerCommand.class));
        return new ServerCommand(
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature(),
                self.resolveSibling("../server/mlrecipe.jar").normalize());
    }

    /**
     * Program and arguments.
     *
     * @throws CannotStartProcessException if the server cannot run, with what the user can do about it
     */
    List<String> words() {
        if (!Files.isRegularFile(jar)) {
            throw new CannotStartProcessException("The language server is missing: there is no " + jar
                    + ". Install the plugin again from its whole zip (Settings | Plugins | Install Plugin from Disk).");
        }
        if (version < OLDEST_RUNTIME) {
            throw new CannotStartProcessException("The language server needs Java " + OLDEST_RUNTIME
                    + " or newer, but this IDE runs on Java " + version + " in " + runtime
                    + ". Choose the bundled one again (Help | Find Action | Choose Boot Java Runtime for the IDE).");
        }
        List<String> words = new ArrayList<>(FLAGS);
        words.add(0, java().toString());
        words.addAll(List.of("-jar", jar.toString(), "lsp", "--stdio"));
        return words;
    }

    private Path java() {
        Path bin = runtime.resolve("bin");
        Path windows = bin.resolve("java.exe");
        return Files.exists(windows) ? windows : bin.resolve("java");
    }
}
