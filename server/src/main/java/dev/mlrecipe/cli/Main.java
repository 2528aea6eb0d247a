package dev.mlrecipe.cli;

import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.Techniques;
import java.nio.file.Path;
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
        description = {
            "Compresses Core ML models from YAML recipes.",
            "",
            "  mlrecipe check Net.mlrecipe.yaml       what is wrong, before anything runs",
            "  mlrecipe plan Net.mlrecipe.yaml        what every weight would become, with sizes",
            "  mlrecipe compress Net.mlrecipe.yaml    do it, and measure the error of every weight",
            ""
        },
        subcommands = {
            CompressCommand.class,
            CheckCommand.class,
            PlanCommand.class,
            InspectCommand.class,
            DecompressCommand.class,
            CompareCommand.class,
            ExportCommand.class,
            LspCommand.class,
            VersionCommand.class
        },
        footer = ExitCode.HELP)
public final class Main implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Use the techniques in the jars of this folder too. They run as part of this program: give only"
                    + " jars that you trust.")
    private Path plugins;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print errors only.")
    private boolean quiet;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of what goes wrong.")
    private boolean debug;

    private Main() {
    }

    /** The parsed-but-not-run command line, as the tests use it. */
    static CommandLine commandLine() {
        Failures failures = new Failures();
        return new CommandLine(new Main())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true);
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

    /** Where a command prints, as the global options say. */
    Console console(CommandSpec command) {
        return new Console(
                command.commandLine().getOut(),
                command.commandLine().getErr(),
                CommandLine.Help.Ansi.AUTO.enabled(),
                quiet,
                debug);
    }

    boolean debug() {
        return debug;
    }

    /** The built-in techniques and those of {@code --plugins}. */
    Techniques techniques() throws InputException {
        return plugins == null ? Techniques.builtIn() : Techniques.withPlugins(plugins);
    }
}
