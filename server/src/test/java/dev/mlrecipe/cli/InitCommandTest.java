package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mlrecipe.testing.CommandLineRun;
import dev.mlrecipe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mlrecipe init}: a first recipe. */
class InitCommandTest {
    private static final Path MODEL =
            Repository.path("server/src/test/resources/goldens/base/net_fp16_ios18.mlpackage").toAbsolutePath();

    @TempDir
    private Path folder;

    private CommandLineRun init(String... more) {
        String[] args = new String[more.length + 2];
        args[0] = "init";
        args[1] = MODEL.toString();
        System.arraycopy(more, 0, args, 2, more.length);
        return CommandLineTest.run(args);
    }

    @Test
    void writesARecipeThatChecksClean() throws IOException {
        for (String goal : new String[] {"safe", "neural-engine", "gpu", "smallest"}) {
            Path recipe = folder.resolve(goal + ".mlrecipe.yaml");
            CommandLineRun run = init("--goal", goal, "-o", recipe.toString());
            assertEquals(0, run.code(), run.err());
            assertTrue(run.out().startsWith(recipe + ": "), run.out());
            assertTrue(Files.readString(recipe).contains("target: iOS18\n"), Files.readString(recipe));
            CommandLineRun check = CommandLineTest.run("check", recipe.toString(), "--fail-on", "warning");
            assertEquals(0, check.code(), check.out() + check.err());
        }
    }

    @Test
    void aRecipeThatExistsStays() throws IOException {
        Path recipe = folder.resolve("a.mlrecipe.yaml");
        Files.writeString(recipe, "mine");
        CommandLineRun run = init("-o", recipe.toString());
        assertEquals(2, run.code());
        assertTrue(run.err().contains("exists; --force overwrites it"), run.err());
        assertEquals("mine", Files.readString(recipe));
        assertEquals(0, init("-o", recipe.toString(), "--force").code());
        assertTrue(Files.readString(recipe).startsWith("# net_fp16_ios18.mlpackage: ML program"));
    }

    @Test
    void whatDoesNotFitIsSaid() {
        CommandLineRun target = init("--target", "iOS16", "-o", folder.resolve("a.yaml").toString());
        assertEquals(2, target.code());
        assertTrue(target.err().contains("iOS16: does not load the model; iOS18 is the first iOS that does"), target.err());
        CommandLineRun goal = init("--goal", "fast", "-o", folder.resolve("a.yaml").toString());
        assertEquals(2, goal.code());
        assertTrue(goal.err().contains("safe, neural-engine, gpu, smallest"), goal.err());
    }
}
