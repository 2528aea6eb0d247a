package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mlrecipe import}: recipes of scripts and configurations. */
class ImportCommandTest {
    private static final String HEAD = "import coremltools as ct\nimport coremltools.optimize.coreml as cto\n"
            + "m = ct.models.MLModel('models/Net.mlpackage')\n";

    @TempDir
    private Path folder;

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theExampleGivesThreeVariantsThatCheckClean() throws IOException {
        Path script = Repository.path("examples/compress.py").toAbsolutePath();
        Path recipe = folder.resolve("Digits.mlrecipe.yaml");
        CommandLineRun run = CommandLineTest.run("import", script.toString(), "-o", recipe.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of("Digits.mlrecipe.yaml"), files());
        CommandLineRun check = CommandLineTest.run("check", recipe.toString(), "--fail-on", "warning");
        assertEquals(0, check.code(), check.out() + check.err());
        String text = Files.readString(recipe);
        for (String name : List.of("tables_4bit", "tables_6bit", "sparse_tables")) {
            assertTrue(text.contains("  " + name + ":\n    output: "), text);
        }
    }

    @Test
    void modelsWithDifferentStepsAreDifferentRecipes() throws IOException {
        Path script = write("two.py", HEAD
                + "n = ct.models.MLModel('models/Other.mlpackage')\n"
                + "cto.palettize_weights(m, cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=4))).save('a.mlpackage')\n"
                + "cto.linear_quantize_weights(n, cto.OptimizationConfig(cto.OpLinearQuantizerConfig())).save('b.mlpackage')\n");
        assertEquals(0, CommandLineTest.run("import", script.toString()).code());
        assertEquals(List.of("two-a.mlrecipe.yaml", "two-b.mlrecipe.yaml", "two.py"), files());
    }

    @Test
    void notesOfANotebookNameItsCell() throws IOException {
        Path notebook = write("n.ipynb", """
                {"cells": [{"cell_type": "markdown", "source": "text"}, {"cell_type": "code", "source": [
                "import sys\\n", "import coremltools as ct\\n", "import coremltools.optimize.coreml as cto\\n",
                "m = ct.models.MLModel(sys.argv[1])\\n",
                "cto.palettize_weights(m, cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=4))).save('a.mlpackage')"]}]}
                """);
        CommandLineRun run = CommandLineTest.run("import", notebook.toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("n.ipynb: cell 2, line 4: note: model: sys.argv[1] cannot be seen"), run.err());
        assertEquals(List.of("n.ipynb", "n.mlrecipe.yaml"), files());
    }

    @Test
    void onlyOneRecipeHasTheScriptsName() throws IOException {
        Path script = write("sub/shrink.py", HEAD
                + "cto.palettize_weights(m, cto.OptimizationConfig(cto.OpPalettizerConfig(nbits=4))).save('out/N.mlpackage')\n");
        assertEquals(0, CommandLineTest.run("import", script.toString()).code());
        String recipe = Files.readString(folder.resolve("sub/shrink.mlrecipe.yaml"));
        assertTrue(recipe.contains("\nmodel: models/Net.mlpackage\noutput: out/N.mlpackage\n"), recipe);
        Path elsewhere = folder.resolve("N.mlrecipe.yaml");
        assertEquals(0, CommandLineTest.run("import", script.toString(), "-o", elsewhere.toString()).code());
        recipe = Files.readString(elsewhere);
        assertTrue(recipe.contains("\nmodel: sub/models/Net.mlpackage\noutput: sub/out/N.mlpackage\n"), recipe);
    }

    @Test
    void aRecipeThatExistsStays() throws IOException {
        Path script = write("a.py", HEAD + "cto.palettize_weights(m, cto.OptimizationConfig())\n");
        Path recipe = write("a.mlrecipe.yaml", "mine");
        CommandLineRun run = CommandLineTest.run("import", script.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("exists; --force overwrites it"), run.err());
        assertEquals("mine", Files.readString(recipe));
        CommandLineTest.run("import", script.toString(), "--force");
        assertTrue(Files.readString(recipe).startsWith("# From a.py."));
    }

    @Test
    void aScriptThatCompressesNothingGivesNothing() throws IOException {
        CommandLineRun run = CommandLineTest.run("import", write("a.py", "print('hello')\n").toString());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("a.py: compresses nothing that can be seen; nothing was written"), run.err());
        assertEquals(List.of("a.py"), files());
    }

    @Test
    void linksOutOfTheScriptsFolderAreNotFollowed() throws IOException {
        write("secret.yaml", "config_type: OpPalettizerConfig\nglobal_config: {nbits: 3}\n");
        Path script = write("in/a.py", HEAD
                + "cto.palettize_weights(m, cto.OptimizationConfig.from_yaml('link.yaml')).save('a.mlpackage')\n"
                + "cto.palettize_weights(m, cto.OptimizationConfig.from_yaml('own.yaml')).save('b.mlpackage')\n");
        Files.createSymbolicLink(folder.resolve("in/link.yaml"), folder.resolve("secret.yaml"));
        write("in/own.yaml", "config_type: OpPalettizerConfig\nglobal_config: {nbits: 6}\n");
        assertEquals(1, CommandLineTest.run("import", script.toString()).code());
        String recipe = Files.readString(folder.resolve("in/a.mlrecipe.yaml"));
        assertTrue(recipe.contains("# Line 4: from_yaml: link.yaml, of which there is no readable file"), recipe);
        assertFalse(recipe.contains("nbits: 3"), recipe);
        assertTrue(recipe.contains("{nbits: 6}"), recipe);
    }

    @Test
    void configurationsBecomeTheStepsOfOneRecipe() throws IOException {
        Path first = write("step1.yaml", "# sparse\nconfig_type: OpMagnitudePrunerConfig\n"
                + "global_config:\n  target_sparsity: 0.5\n");
        Path second = write("step2.json", "{\"config_type\": \"OpPalettizerConfig\", \"global_config\": {\"mode\": \"kmeans\","
                + " \"nbits\": 4}, \"op_type_configs\": {\"gather\": null}}");
        Path third = write("step3.yaml", "global_config: {n_bits: 4, granularity: per_tensor}\n");
        Path recipe = folder.resolve("n.mlrecipe.yaml");
        CommandLineRun run = CommandLineTest.run(
                "import", first.toString(), second.toString(), third.toString(), "-o", recipe.toString());
        assertEquals(0, run.code(), run.err());
        assertEquals(
                """
                steps:
                  # From step1.yaml.
                  # sparse
                  - config_type: OpMagnitudePrunerConfig
                    global_config:
                      target_sparsity: 0.5
                  # From step2.json.
                  - config_type: OpPalettizerConfig
                    global_config:
                      mode: kmeans
                      nbits: 4
                    op_type_configs:
                      gather: null
                  # From step3.yaml.
                  - config_type: OpPalettizerConfig
                    global_config: {mode: kmeans, nbits: 4, granularity: per_tensor}
                """,
                Files.readString(recipe).replaceAll("(?m)^ *# Line 1: this is a configuration for .*\\n", ""));
    }

    @Test
    void filesThatCannotBeReadAreNamed() {
        CommandLineRun run = CommandLineTest.run("import", folder.resolve("missing.py").toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("missing.py: does not exist"), run.err());
    }
}
