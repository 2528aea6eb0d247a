package dev.mlrecipe.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Entry point of the command line; every command is a class of its own beside this one. */
@Command(
        name = "mlrecipe",
        description = "Compresses Core ML models from YAML recipes.",
        subcommands = {VersionCommand.class})
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help and exit.")
    private boolean help;

    private Main() {
    }

    /** The parsed-but-not-run command line, as the tests use it. */
    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    /** Runs one command line in this process; the result is the exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing command.");
    }
}
