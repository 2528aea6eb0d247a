package dev.mlrecipe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void versionIsThatOfTheBuild() {
        assertEquals(0, run("version"));
        assertTrue(out.toString().matches("(?s)mlrecipe \\d+\\.\\d+\\.\\d+\\R.*"), out.toString());
    }

    @Test
    void helpNamesTheCommands() {
        assertEquals(0, run("--help"));
        assertTrue(out.toString().contains("version"), out.toString());
        assertEquals(0, run("version", "--help"));
    }

    @Test
    void missingAndUnknownCommandsAreUsageErrors() {
        assertEquals(2, run());
        assertEquals(2, run("versoin"));
        assertTrue(err.toString().contains("version"), err.toString());
    }

    private int run(String... args) {
        CommandLine cli = Main.commandLine();
        cli.setOut(new PrintWriter(out, true));
        cli.setErr(new PrintWriter(err, true));
        return cli.execute(args);
    }
}
