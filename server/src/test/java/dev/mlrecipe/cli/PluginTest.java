package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.CommandLineRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin built as a jar of its own, loaded as a user would load it. */
class PluginTest {
    private static final Path ROOT = Path.of(System.getProperty("mlrecipe.root"));
    private static final Path MODEL =
            ROOT.resolve("server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage");
    private static final Path SOURCE = ROOT.resolve("server/src/test/plugin/example/ExampleSignTechnique.java");

    @TempDir
    private Path folder;

    @Test
    void pluginCompressesLikeABuiltInTechnique() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        jar(plugins.resolve("sign.jar"), compile(SOURCE), "example.ExampleSignTechnique # the example");
        Path recipe = recipe("config_type: ExampleSignConfig\nglobal_config: {gain: 1.5}\n");

        CommandLineRun run = CommandLineTest.run("--plugins", plugins.toString(), "compress", recipe.toString(), "--json", "-");
        assertEquals(0, run.code(), run.err());
        JsonNode linear = layer(run.json(), "linear_1.weight");
        assertEquals("compressed", linear.get("status").asText());
        assertEquals("lut_to_dense", linear.get("form").asText());
        assertEquals(1, linear.get("bits").asInt());
        assertEquals(96 * 32 / 8 + 2 * 2, linear.get("stored_bytes").asInt());
        assertTrue(linear.get("snr_db").asDouble() > 0, linear.toString());

        CommandLineRun plan = CommandLineTest.run("plan", "--plugins", plugins.toString(), recipe.toString(), "--json", "-");
        assertEquals(linear.get("stored_bytes"), layer(plan.json(), "linear_1.weight").get("stored_bytes"));
    }

    @Test
    void vocabularyOfAPluginIsChecked() throws IOException {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        jar(plugins.resolve("sign.jar"), compile(SOURCE), "example.ExampleSignTechnique");
        Path recipe = recipe("config_type: ExampleSignConfig\nglobal_config: {gian: 1.5}\n");
        CommandLineRun run = CommandLineTest.run("--plugins", plugins.toString(), "check", recipe.toString());
        assertEquals(1, run.code());
        assertTrue(run.out().contains("gain"), run.out());
        assertEquals(1, CommandLineTest.run("check", recipe.toString()).code(), "unknown without the plugin");
    }

    @Test
    void brokenPluginsAreNamed() throws IOException {
        assertBroken("damaged.jar", plugins -> Files.writeString(plugins.resolve("damaged.jar"), "no zip"));
        assertBroken("missing.jar", plugins ->
                jar(plugins.resolve("missing.jar"), List.of(), "example.NoSuchClass"));
        assertBroken("twice.jar", plugins -> {
            jar(plugins.resolve("sign.jar"), compile(SOURCE), "example.ExampleSignTechnique");
            Path twice = folder.resolve("Twice.java");
            Files.writeString(twice, Files.readString(SOURCE).replace("ExampleSignTechnique", "Twice"));
            jar(plugins.resolve("twice.jar"), compile(twice), "example.Twice");
        });
        assertBroken("throwing.jar", plugins -> {
            Path throwing = folder.resolve("Throwing.java");
            Files.writeString(
                    throwing,
                    Files.readString(SOURCE)
                            .replace("ExampleSignTechnique", "Throwing")
                            .replace("return \"ExampleSignConfig\";", "throw new IllegalStateException(\"no licence\");"));
            jar(plugins.resolve("throwing.jar"), compile(throwing), "example.Throwing");
        });
    }

    @Test
    void missingPluginFolderIsNamed() throws IOException {
        CommandLineRun run = CommandLineTest.run(
                "--plugins", folder + "/none", "check", recipe("config_type: ExampleSignConfig\n").toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("none: no such folder of plugins"), run.err());
    }

    private interface Filling {
        void fill(Path plugins) throws IOException;
    }

    private void assertBroken(String jar, Filling filling) throws IOException {
        Path plugins = Files.createTempDirectory(folder, "plugins");
        filling.fill(plugins);
        CommandLineRun run = CommandLineTest.run(
                "--plugins", plugins.toString(), "check", recipe("config_type: ExampleSignConfig\n").toString());
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().startsWith("error: " + plugins.resolve(jar)), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    private Path recipe(String steps) throws IOException {
        return Files.writeString(folder.resolve("r.mlrecipe.yaml"), "model: " + MODEL + "\n" + steps);
    }

    private static JsonNode layer(JsonNode report, String name) {
        for (JsonNode layer : report.get("layers")) {
            if (layer.get("weight").asText().equals(name)) {
                return layer;
            }
        }
        throw new AssertionError("no " + name);
    }

    /** The class files of one source file. */
    private List<Path> compile(Path source) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString());
            assertTrue(compiler.getTask(null, files, null, options, null, files.getJavaFileObjects(source)).call());
        }
        try (Stream<Path> all = Files.walk(classes)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void jar(Path jar, List<Path> classes, String service) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Path file : classes) {
                entries.putNextEntry(new JarEntry("example/" + file.getFileName()));
                entries.write(Files.readAllBytes(file));
            }
            entries.putNextEntry(new JarEntry("META-INF/services/" + Technique.class.getName()));
            entries.write(service.getBytes(StandardCharsets.UTF_8));
        }
    }
}
