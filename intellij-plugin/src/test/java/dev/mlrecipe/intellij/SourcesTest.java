package dev.mlrecipe.intellij;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin's sources: few, and at home in old and new platforms. */
class SourcesTest {
    private static final int MOST_LINES = 400;
    private static final Path PLUGIN = Path.of("src/main/java");
    private static final Path SIGNATURES = Path.of("signatures/src/main/java");

    private static List<Path> sources(Path... folders) throws IOException {
        List<Path> sources = new java.util.ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    /** What can be said in XML, or done by the server, is not written in Java. */
    @Test
    void thePluginIsSmall() throws IOException {
        int lines = 0;
        for (Path source : sources(PLUGIN)) {
            lines += Files.readAllLines(source).size();
        }
        assertTrue(lines < MOST_LINES, lines + " lines");
    }

    /** The build compiles against a recent platform; this is the other end. */
    @Test
    void theyCompileAgainstAPlatformOf2019(@TempDir Path out) throws IOException {
        String classPath = Path.of("target/tools/intellij-core-oldest.jar").toAbsolutePath()
                + java.io.File.pathSeparator
                + Path.of(com.google.gson.Gson.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "--release", "17", "-classpath", classPath, "-proc:none", "-d", out.toString());
            var sources = files.getJavaFileObjectsFromPaths(sources(PLUGIN, SIGNATURES));
            boolean fine = compiler.getTask(said, files, null, options, null, sources).call();
            assertEquals("", said.toString());
            assertTrue(fine);
        }
    }
}
