package dev.mlrecipe.cli;

import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.engine.cache.CacheFolder;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.Techniques;
import dev.mlrecipe.session.Toolbox;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
        footer = ExitCode.HELP)
public final class Main implements Callable<Integer> {
    /** The commands in the order of the help. */
    private static final Map<String, Supplier<Callable<Integer>>> COMMANDS = commands();

    /** Commands that look at a recipe. */
    private static final Set<String> OF_RECIPES = Set.of("compress", "check", "plan", "predict", "export");

    private final HeadStart headStart = new HeadStart();

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

    private static Map<String, Supplier<Callable<Integer>>> commands() {
        Map<String, Supplier<Callable<Integer>>> commands = new LinkedHashMap<>();
        commands.put("compress", CompressCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("inspect", InspectCommand::new);
        commands.put("decompress", DecompressCommand::new);
        commands.put("raise", RaiseCommand::new);
        commands.put("compare", CompareCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("predict", PredictCommand::new);
        commands.put("init", InitCommand::new);
        commands.put("suggest", SuggestCommand::new);
        commands.put("export", ExportCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("lsp", LspCommand::new);
        commands.put("version", VersionCommand::new);
        return commands;
    }

    /**
     * The command line with the commands that the arguments can mean: the one that they begin with, otherwise all.
     * Describing a command to picocli takes milliseconds, which every start would pay for every command.
     */
    static CommandLine commandLine(String... args) {
        Main main = new Main();
        if (args.length > 1 && OF_RECIPES.contains(args[0])) {
            main.headStart.begin(recipe(args));
        }
        CommandLine line = new CommandLine(main);
        if (args.length > 0 && COMMANDS.containsKey(args[0])) {
            line.addSubcommand(args[0], COMMANDS.get(args[0]).get());
        } else {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        Failures failures = new Failures();
        return line.setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** The argument that looks most like a recipe. */
    private static Optional<String> recipe(String... args) {
        return Arrays.stream(args).filter(arg -> arg.endsWith(".yaml") || arg.endsWith(".yml")).findFirst();
    }

    /** Runs one command line in this process; the result is the exit code. */
    public static int run(String... args) {
        CommandLine line = commandLine(args);
        Main main = line.getCommand();
        try {
            return line.execute(args);
        } finally {
            main.headStart.close();
        }
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

    /** What runs share, without a cache. */
    Toolbox toolbox(Techniques techniques) {
        return headStart.toolbox(techniques).withPlugins(Optional.ofNullable(plugins));
    }

    /** What runs share, with the user's cache; one that cannot be used is told of and done without. */
    Toolbox cachingToolbox(Techniques techniques, Console console) {
        Toolbox without = toolbox(techniques);
        return CacheFolder.standard()
                .map(path -> without.with(new ResultCache(
                        path,
                        ResultCache.LIMIT,
                        Version.PRODUCT,
                        problem -> console.note("warning: goes on without the cache " + path + ": "
                                + FileProblems.describe(problem)))))
                .orElse(without);
    }
}
