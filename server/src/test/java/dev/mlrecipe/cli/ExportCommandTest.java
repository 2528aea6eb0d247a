package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.testing.CommandLineRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExportCommandTest {
    private static final Path MODEL = Path.of(System.getProperty("mlrecipe.root"))
            .resolve("server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage")
            .toAbsolutePath();
    private static final String INT8 = "config_type: OpLinearQuantizerConfig\nglobal_config: {dtype: int8}\n";

    @TempDir
    private Path folder;

    @Test
    void writesTheConfigurationsAndTheScriptAndNamesThem() throws IOException {
        CommandLineRun run = export("model: " + MODEL + "\n" + INT8);
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("compress.py", "step1.yaml"), exported());
        assertEquals(
                folder.resolve("exported/step1.yaml") + "\n" + folder.resolve("exported/compress.py") + "\n", run.out());
        assertEquals("", run.err());
        assertTrue(script().contains("\"output\", nargs=\"?\", default=HERE / \"../r.mlpackage\""), script());
    }

    @Test
    void aNeuralNetworkGetsAScriptThatSaysWhatCoremltoolsCannotDo() throws IOException {
        Path network = MODEL.resolveSibling("../../../../../../examples/models/SmallNet.mlmodel").normalize();
        CommandLineRun run = export("model: " + network + "\ntarget: iOS12\n" + """
                config_type: OpLinearQuantizerConfig
                global_config: {dtype: uint4, granularity: per_tensor, weight_threshold: 0}
                op_type_configs: {innerProduct: {config_type: OpPalettizerConfig, mode: unique}}
                """);
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("compress.py"), exported());
        assertTrue(run.err().contains("linear_symmetric: coremltools has it with 8 bits only"), run.err());
        assertTrue(run.err().contains("granularity per_tensor: coremltools gives every channel"), run.err());
        assertTrue(script().contains("(4, \"linear\", None, {\"conv1\", "), script());
        assertTrue(script().contains("\"output\", nargs=\"?\", default=HERE / \"../r.mlmodel\""), script());
    }

    @Test
    void patternsAreExpandedOverTheModelsNames() throws IOException {
        CommandLineRun run = export("model: " + MODEL + "\n" + INT8 + "op_name_configs: {\"lin_*\": null}\n");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.err());
        String yaml = Files.readString(folder.resolve("exported/step1.yaml"));
        assertTrue(yaml.contains("\n  lin_w: null\n"), yaml);
    }

    @Test
    void withoutAReadableModelPatternsAreNamedWithTheirLine() throws IOException {
        String step = INT8 + "op_name_configs: {\"lin_*\": null}\n";
        CommandLineRun missing = export("model: absent.mlpackage\n" + step);
        assertEquals(0, missing.code(), missing.err());
        assertTrue(missing.err().contains("absent.mlpackage"), missing.err());
        assertTrue(missing.err().contains("r.mlrecipe.yaml:4: note: op_name_configs.lin_*: patterns"), missing.err());
        assertTrue(script().contains("HERE / \"../absent.mlpackage\""), script());

        CommandLineRun unnamed = export(step, "--force");
        assertEquals(0, unnamed.code(), unnamed.err());
        assertTrue(unnamed.err().contains("r.mlrecipe.yaml:3: note: op_name_configs.lin_*: patterns"), unnamed.err());
        assertTrue(script().contains("add_argument(\"model\", help="), script());
    }

    @Test
    void whatOnlyMlrecipeChecksIsNoted() throws IOException {
        CommandLineRun run = export("model: " + MODEL + "\ntarget: iOS18\n" + INT8 + "expect:\n  min_ratio: 1.5\n");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains(":2: note: target has no equivalent"), run.err());
        assertTrue(run.err().contains(":6: note: expect has no equivalent"), run.err());
        assertTrue(script().contains("# * line 6: expect"), script());
    }

    @Test
    void existingFilesAreOverwrittenWithForceOnly() throws IOException {
        String recipe = "model: " + MODEL + "\n" + INT8;
        assertEquals(0, export(recipe).code());
        Path step = folder.resolve("exported/step1.yaml");
        Files.writeString(step, "mine");
        CommandLineRun refused = export(recipe);
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("step1.yaml exists; --force overwrites it"), refused.err());
        assertEquals("mine", Files.readString(step));
        assertEquals(0, export(recipe, "--force").code());
        assertTrue(Files.readString(step).contains("OpLinearQuantizerConfig"));
    }

    @Test
    void theRecipeItselfIsNeverOverwritten() throws IOException {
        Files.createDirectory(folder.resolve("exported"));
        Path recipe = Files.writeString(folder.resolve("exported/step1.yaml"), INT8);
        CommandLineRun run = run("export", recipe.toString(), "--coremltools", recipe.getParent().toString(), "--force");
        assertEquals(2, run.code());
        assertEquals(INT8, Files.readString(recipe));
    }

    @Test
    void mistakesInTheRecipeAreFindingsAndNothingIsWritten() throws IOException {
        CommandLineRun run = export("model: " + MODEL + "\nconfig_type: OpLinearQuantizerConfig\n"
                + "global_config: {dtyp: int8}\n");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("unknown-key"), run.err());
        assertFalse(Files.exists(folder.resolve("exported")));
    }

    @Test
    void aModelThatCoremltoolsCannotCompressIsRefused() throws IOException {
        // specificationVersion 4 and an empty pipeline (field 202): as small as a model gets.
        byte[] model = {0x08, 0x04, (byte) 0xd2, 0x0c, 0x00};
        Path network = Files.write(folder.resolve("tiny.mlmodel"), model);
        CommandLineRun run = export("model: " + network + "\n" + INT8);
        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("it is a pipeline, and coremltools cannot be told"), run.err());
        assertFalse(Files.exists(folder.resolve("exported")));
    }

    private CommandLineRun export(String recipe, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("r.mlrecipe.yaml"), recipe);
        List<String> arguments = Stream.concat(
                        Stream.of("export", file.toString(), "--coremltools", folder.resolve("exported").toString()),
                        Stream.of(more))
                .toList();
        return run(arguments.toArray(String[]::new));
    }

    private static CommandLineRun run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = commandLine.execute(arguments);
        return new CommandLineRun(code, out.toString(), err.toString());
    }

    private String script() throws IOException {
        return Files.readString(folder.resolve("exported/compress.py"));
    }

    private List<String> exported() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("exported"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
