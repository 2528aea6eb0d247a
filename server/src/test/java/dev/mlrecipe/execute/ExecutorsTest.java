package dev.mlrecipe.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.tensor.DataType;
import dev.mlrecipe.coreml.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An executor in a jar of its own is found; one that is missing or broken is named. */
class ExecutorsTest {
    /** An executor that only says who it is. */
    public static final class Named implements Executor {
        @Override
        public String name() {
            return "named";
        }

        @Override
        public Session open(CoreMlModel model, ExecuteOptions options) {
            throw new UnsupportedOperationException();
        }
    }

    @TempDir
    private Path folder;

    @Test
    void executorOfAJarIsLoaded() throws IOException {
        assertEquals("named", Executors.load(jar("good.jar", Named.class.getName())).name());
    }

    @Test
    void executorInTheFolderOfPluginsIsFound() throws IOException {
        assumeTrue(System.getenv(Executors.VARIABLE) == null);
        assertTrue(Executors.find(Optional.of(folder)).isEmpty());
        jar(Executors.JAR, Named.class.getName());
        assertEquals("named", Executors.find(Optional.of(folder)).orElseThrow().name());
    }

    @Test
    void brokenJarsAreNamed() throws IOException {
        Path damaged = Files.writeString(folder.resolve("damaged.jar"), "no zip");
        assertProblem(damaged, "not a readable jar");
        assertProblem(folder.resolve("missing.jar"), "no such jar");
        assertProblem(jar("empty.jar", ""), "no executor in this jar");
        assertProblem(jar("broken.jar", "example.NoSuchClass"), "broken executor");
    }

    @Test
    void inputsTakeOpenDimensions() {
        Input input = new Input("x", List.of(1L, -1L, 4L), DataType.FLOAT16);
        assertTrue(input.takes(Shape.of(1, 7, 4)));
        assertTrue(!input.takes(Shape.of(2, 7, 4)) && !input.takes(Shape.of(7, 4)));
    }

    @Test
    void tensorsAreFull() {
        assertThrows(IllegalArgumentException.class, () -> new Tensor.Floats(Shape.of(2, 3), new float[5]));
        assertEquals(-3, new Tensor.Ints(Shape.of(), new int[] {-3}).toFloats()[0]);
    }

    private static void assertProblem(Path jar, String problem) {
        String message = assertThrows(IOException.class, () -> Executors.load(jar)).getMessage();
        assertTrue(message.startsWith(jar + ": " + problem), message);
    }

    private Path jar(String name, String service) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + Executor.class.getName()));
            out.write(service.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
