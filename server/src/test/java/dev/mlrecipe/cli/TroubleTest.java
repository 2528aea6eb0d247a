package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.mlrecipe.coreml.CoreMlModel;
import dev.mlrecipe.coreml.CoreMlModels;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.coreml.Weight;
import dev.mlrecipe.coreml.form.Dense;
import dev.mlrecipe.coreml.form.Representation;
import dev.mlrecipe.coreml.tensor.MemoryTensorWriter;
import dev.mlrecipe.coreml.tensor.Tensor;
import dev.mlrecipe.coreml.tensor.TensorReader;
import dev.mlrecipe.technique.Technique;
import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.EndlessTechnique;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged weights, Ctrl-C, a full disk, a read-only one: the former output stays, nothing else is left. */
class TroubleTest {
    private static final Path MODEL = Path.of(
            System.getProperty("mlrecipe.root"), "server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n",
                "config_type: OpPalettizerConfig\nglobal_config: {mode: kmeans, nbits: 4}\n"
            })
    void weightsWithNaNOrInfinityAreSkippedAndTheOthersAreFine(String step) throws IOException {
        Path model = folder.resolve("M.mlpackage");
        damage(model, Map.of("linear_1.weight", Float.NaN, "conv_2.weight", Float.POSITIVE_INFINITY));
        Path recipe = recipe("model: M.mlpackage\n" + step);
        CommandLineRun run = CommandLineTest.run("compress", recipe.toString(), "--json", "-");
        assertEquals(0, run.code(), run.err());
        int compressed = 0;
        for (JsonNode layer : run.json().get("layers")) {
            String name = layer.get("weight").asText();
            if (name.equals("linear_1.weight") || name.equals("conv_2.weight")) {
                assertEquals("skipped", layer.get("status").asText(), name);
                assertTrue(layer.get("reason").asText().matches("(?s).*(NaN|infinit|finite).*"), layer.get("reason").asText());
                assertEquals("dense", layer.get("form").asText());
            } else if (layer.get("status").asText().equals("compressed")) {
                compressed++;
            }
        }
        assertEquals(7, compressed);
    }

    private static void damage(Path target, Map<String, Float> values) throws IOException {
        try (CoreMlModel model = CoreMlModels.open(MODEL)) {
            Map<Integer, Representation> weights = new HashMap<>();
            for (Weight weight : model.index().weights()) {
                if (values.containsKey(weight.name())) {
                    weights.put(weight.id(), with(((Dense) weight.stored()).values(), values.get(weight.name())));
                }
            }
            assertEquals(values.size(), weights.size());
            model.write(target, new CoreMlModel.Edit(weights, Map.of(), Opset.COREML8));
        }
    }

    private static Representation with(Tensor tensor, float odd) throws IOException {
        float[] all = new float[(int) tensor.elements()];
        new TensorReader(tensor).readFloats(0, all, 0, all.length);
        all[all.length / 2] = odd;
        return new Dense(MemoryTensorWriter.ofFloats(tensor.type(), tensor.shape(), all));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void interruptedRunExitsWith130AndLeavesTheFormerOutput() throws Exception {
        Path output = folder.resolve("r.mlpackage");
        Path recipe = recipe("model: " + MODEL + "\nconfig_type: OpLinearQuantizerConfig\nglobal_config: {}\n");
        assertEquals(0, CommandLineTest.run("compress", recipe.toString()).code());
        byte[] before = Files.readAllBytes(output.resolve("Manifest.json"));

        recipe("model: " + MODEL + "\nconfig_type: EndlessConfig\nglobal_config: {}\n");
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        withEndlessTechnique() + File.pathSeparator + System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "compress",
                        recipe.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertTrue(appears(".r.mlpackage.lock"), "the run has begun");
        assertEquals(0, new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor());
        assertTrue(run.waitFor(30, TimeUnit.SECONDS), "it ends soon");
        assertEquals(130, run.exitValue());
        assertEquals(List.of("log", "r.mlpackage", "r.mlrecipe.yaml", "services"), names(folder));
        assertTrue(Files.readString(folder.resolve("log")).endsWith("cancelled; nothing was changed\n"));
        assertEquals(new String(before), Files.readString(output.resolve("Manifest.json")));
    }

    /** A folder for the class path that offers a technique whose runs end only when they are cancelled. */
    private Path withEndlessTechnique() throws IOException {
        Path services = folder.resolve("services");
        Files.createDirectories(services.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("META-INF/services/" + Technique.class.getName()), EndlessTechnique.class.getName());
        return services;
    }

    private boolean appears(String name) throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            if (Files.exists(folder.resolve(name))) {
                return true;
            }
            Thread.sleep(5);
        }
        return false;
    }

    /** Needs the right to mount: a file system of its own that is too small, or read-only. */
    @ParameterizedTest
    @CsvSource({"size=40k, No space left", "size=40k+ro, Read-only"})
    @EnabledOnOs(OS.LINUX)
    void failingDiskLeavesTheFormerOutput(String options, String problem) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(mount("-t", "tmpfs", "-o", "size=40k", "none", disk.toString()), "not allowed to mount");
        try {
            Path former = Files.createDirectory(disk.resolve("r.mlpackage"));
            Files.writeString(former.resolve("Manifest.json"), "{\"rootModelIdentifier\": \"former\"}");
            if (options.endsWith("ro")) {
                assertTrue(mount("-o", "remount,ro", disk.toString()));
            }
            Path recipe = recipe("model: " + MODEL + "\noutput: disk/r.mlpackage\n"
                    + "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n");
            CommandLineRun run = CommandLineTest.run("compress", recipe.toString(), "--quiet");
            assertEquals(3, run.code(), run.err());
            assertTrue(run.err().contains(problem), run.err());
            assertTrue(run.err().contains("r.mlpackage"), run.err());
            assertFalse(run.err().contains("internal error"), run.err());
            assertEquals(List.of("r.mlpackage"), names(disk));
            assertTrue(Files.readString(former.resolve("Manifest.json")).contains("former"));
        } finally {
            new ProcessBuilder("umount", disk.toString()).start().waitFor();
        }
    }

    private static boolean mount(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of("mount"), Stream.of(arguments)).toList();
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private Path recipe(String text) throws IOException {
        return Files.writeString(folder.resolve("r.mlrecipe.yaml"), text);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
