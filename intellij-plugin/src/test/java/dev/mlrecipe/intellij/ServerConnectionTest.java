package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.redhat.devtools.lsp4ij.server.CannotStartProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user is told when the server does not start or ends by itself. */
class ServerConnectionTest {
    private static final Path RUNTIME = Path.of(System.getProperty("java.home"));
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    private Path folder;

    private static ServerConnection connection(Path runtime, int version, Path jar) {
        return new ServerConnection(new ServerCommand(runtime, version, jar), JsonObject::new);
    }

    /** A jar whose program is one of the classes here. */
    private Path jar(Class<?> program) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, program.getName());
        Path jar = folder.resolve("mlrecipe.jar");
        String name = program.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry(name));
            out.write(program.getResourceAsStream("/" + name).readAllBytes());
        }
        return jar;
    }

    private static String refusal(ServerConnection connection) {
        return assertThrows(CannotStartProcessException.class, () -> {
            connection.start();
            connection.ensureIsAlive();
        }).getMessage();
    }

    @Test
    void withoutTheServersJar() {
        Path missing = folder.resolve("server/mlrecipe.jar");
        assertEquals(
                "The language server is missing: there is no " + missing + ". Install the plugin again from its whole"
                        + " zip (Settings | Plugins | Install Plugin from Disk).",
                refusal(connection(RUNTIME, 21, missing)));
    }

    @Test
    void onARuntimeThatIsTooOld() throws IOException {
        assertEquals(
                "The language server needs Java 21 or newer, but this IDE runs on Java 17 in " + RUNTIME
                        + ". Choose the bundled one again (Help | Find Action | Choose Boot Java Runtime for the IDE).",
                refusal(connection(RUNTIME, 17, jar(Crashes.class))));
    }

    @Test
    void onARuntimeWithoutAProgram() throws IOException {
        String said = refusal(connection(folder, 21, jar(Crashes.class)));
        assertTrue(said.startsWith("The language server cannot be started: "), said);
        assertTrue(said.contains(folder.toString()), said);
    }

    @Test
    void fromABrokenJar() throws IOException {
        Path jar = Files.writeString(folder.resolve("mlrecipe.jar"), "not a jar");
        String said = refusal(connection(RUNTIME, 21, jar));
        assertTrue(said.startsWith("The language server of mlrecipe has ended by itself (exit code 1). "), said);
        assertTrue(said.contains("mlrecipe.jar"), said);
    }

    /** Says something, and ends when it is told something. */
    static final class Crashes {
        public static void main(String[] args) throws IOException {
            for (int i = 1; i <= 30; i++) {
                System.err.println("line " + i);
            }
            System.in.read();
            System.exit(3);
        }
    }

    @Test
    void aCrashIsInTheConsoleWithTheLastWords() throws Exception {
        ServerConnection connection = connection(RUNTIME, 21, jar(Crashes.class));
        List<String> console = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        connection.addLogErrorHandler(console::add);
        connection.addUnexpectedServerStopHandler(() -> stopped.complete(null));
        connection.start();
        connection.ensureIsAlive();
        assertTrue(connection.isAlive());
        assertEquals(connection.getCommands().getLast(), "--stdio");
        connection.getOutputStream().write('x');
        connection.getOutputStream().flush();
        stopped.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertFalse(connection.isAlive());
        assertEquals("line 1", console.getFirst());
        assertEquals("line 30", console.get(29));
        assertEquals(
                "The language server of mlrecipe has ended by itself (exit code 3, out of memory). line 21\nline 22\n"
                        + "line 23\nline 24\nline 25\nline 26\nline 27\nline 28\nline 29\nline 30",
                console.get(30));
    }

    /** Ends when its input does, and leaves a file as a sign of it. */
    static final class Leaves {
        public static void main(String[] args) throws IOException {
            while (System.in.read() >= 0) {
                // Whatever it is.
            }
            Files.createFile(Path.of(Leaves.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                    .resolveSibling("left"));
        }
    }

    @Test
    void aStopLetsTheServerCleanUpAndIsNoCrash() throws Exception {
        ServerConnection connection = connection(RUNTIME, 21, jar(Leaves.class));
        List<String> console = new CopyOnWriteArrayList<>();
        connection.addLogErrorHandler(console::add);
        connection.start();
        ProcessHandle process = ProcessHandle.of(connection.getPid()).orElseThrow();
        connection.stop();
        process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(Files.exists(folder.resolve("left")));
        assertEquals(List.of(), console);
    }

    /** Does not listen. */
    static final class Stays {
        public static void main(String[] args) throws InterruptedException {
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        }
    }

    @Test
    void aServerThatDoesNotEndIsMadeTo() throws Exception {
        ServerConnection connection = connection(RUNTIME, 21, jar(Stays.class));
        connection.start();
        ProcessHandle process = ProcessHandle.of(connection.getPid()).orElseThrow();
        connection.stop();
        process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
