package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.JsonSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes about several models on the command line. */
class ModelsCommandTest {
    private static final Path MODEL = Path.of(System.getProperty("mlrecipe.root"))
            .resolve("server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage");

    @TempDir
    private Path folder;

    @BeforeEach
    void putModels() throws IOException {
        for (String name : List.of("Encoder", "Decoder")) {
            copy(MODEL, folder.resolve("parts/" + name + ".mlpackage"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private CommandLineRun compress(String recipe, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("Net.mlrecipe.yaml"), recipe);
        return CommandLineTest.run(
                Stream.concat(Stream.of("compress", file.toString()), Stream.of(more)).toArray(String[]::new));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private long quantized(String output) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(folder.resolve(output))) {
            return model.index().weights().stream()
                    .filter(weight -> !weight.stored().getClass().getSimpleName().equals("Dense"))
                    .count();
        }
    }

    @Test
    void aPatternFindsAllAndTotalsAreOverAll() throws IOException {
        CommandLineRun run = compress("""
                models: parts/*.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """);
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("Decoder.mlpackage", "Encoder.mlpackage"), names(folder.resolve("Net")));
        assertTrue(run.out().contains("\n  total "), run.out());
    }

    @Test
    void formerOutputsAreNoModels() throws IOException {
        for (String output : List.of("", "output: build\n")) {
            String recipe = output + """
                    models: "*/*.mlpackage"
                    config_type: OpPalettizerConfig
                    global_config: {nbits: 4}
                    variants:
                      a: {}
                      b: {global_config: {nbits: 6}}
                    """;
            CommandLineRun first = compress(recipe);
            assertEquals(0, first.code(), first.err());
            assertFalse(first.err().contains("output-conflict"), first.err());
            CommandLineRun second = compress(recipe);
            assertEquals(0, second.code(), second.err());
            String folder = output.isEmpty() ? "Net" : "build";
            assertTrue(
                    second.err().contains("information: \"*/*.mlpackage\" also fits " + folder + "-a/Decoder.mlpackage, " + folder
                            + "-a/Encoder.mlpackage, " + folder + "-b/Decoder.mlpackage and 1 more, which are outputs of"
                            + " this recipe and therefore no models here"),
                    second.err());
            assertEquals(List.of("Decoder.mlpackage", "Encoder.mlpackage"), names(this.folder.resolve(folder + "-a")));
            for (String variant : List.of("a", "b")) {
                deleteAll(this.folder.resolve(folder + "-" + variant));
            }
        }
    }

    @Test
    void outputsOfARecipeBesideThisOneAreNoModels() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.mlrecipe.yaml"),
                "models: parts/*.mlpackage\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n");
        assertEquals(0, CommandLineTest.run("compress", other.toString()).code());
        CommandLineRun run = compress("""
                models: "*/*.mlpackage"
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """);
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("which are outputs of other.mlrecipe.yaml"), run.err());
        CommandLineRun wanted = compress("""
                models: other/*.mlpackage
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """);
        assertFalse(wanted.err().contains("output-conflict"), "nothing else fits: " + wanted.err());
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void oneIsCopiedInEveryVariant() throws IOException {
        CommandLineRun run = compress("""
                output: out
                config_type: OpPalettizerConfig
                models:
                  enc: parts/Encoder.mlpackage
                  dec: {model: parts/Decoder.mlpackage, steps: null}
                variants:
                  four: {global_config: {nbits: 4}}
                  six: {global_config: {nbits: 6}}
                """, "--json", "-", "--html", folder.resolve("pages/c.html").toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(quantized("out-four/Encoder.mlpackage") > 0);
        assertEquals(0, quantized("out-four/Decoder.mlpackage"));
        assertEquals(List.of("Decoder.mlpackage", "Encoder.mlpackage"), names(folder.resolve("out-six")));
        JsonSchemas.assertValid("variants.schema.json", run.json());
        assertEquals(2, run.json().get("comparison").size());
        assertEquals(4, run.json().get("variants").size());
        assertEquals(
                List.of("c-four-dec.html", "c-four-enc.html", "c-six-dec.html", "c-six-enc.html", "c.html"),
                names(folder.resolve("pages")));
    }

    @Test
    void aPatternLeavesItsFolderByNoLink() throws IOException {
        Files.createDirectories(folder.resolve("inside"));
        Files.createSymbolicLink(folder.resolve("inside/Link.mlpackage"), folder.resolve("parts/Encoder.mlpackage"));
        Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("parts"));
        for (String pattern : List.of("inside/*.mlpackage", "l*/*.mlpackage")) {
            CommandLineRun run = compress("models: " + pattern + "\nconfig_type: OpPalettizerConfig\nglobal_config: {nbits: 4}\n");
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains("no such file"), run.err());
        }
    }

    @Test
    void filesOfOneNameCollide() throws IOException {
        copy(MODEL, folder.resolve("other/Encoder.mlpackage"));
        CommandLineRun run = compress("""
                models: [parts/Encoder.mlpackage, other/Encoder.mlpackage]
                config_type: OpPalettizerConfig
                global_config: {nbits: 4}
                """);
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("output-conflict"), run.err());
    }
}
