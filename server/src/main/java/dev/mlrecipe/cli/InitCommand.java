package dev.mlrecipe.cli;

import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.editor.RecipeGoal;
import dev.mlrecipe.editor.RecipeStarter;
import dev.mlrecipe.editor.Vocabulary;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.session.InputException;
import dev.mlrecipe.session.ModelFacts;
import dev.mlrecipe.session.Techniques;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mlrecipe init}. */
@Command(
        name = "init",
        description = {
            "Write a first recipe for a model, one that fits the model, its target and a goal:",
            "",
            "  safe            int8 weights: half of float16, nearly without loss",
            "  neural-engine   6-bit tables, embeddings float",
            "  gpu             int4 in blocks for the GPU of a Mac",
            "  smallest        4-bit tables, in groups where the target has them",
            "",
            "  mlrecipe init Net.mlpackage --target iOS18 --goal neural-engine",
            ""
        },
        footer = ExitCode.HELP)
final class InitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private Main main;

    @Parameters(paramLabel = "MODEL", description = "A .mlpackage or .mlmodel.")
    private Path model;

    @Option(
            names = "--target",
            paramLabel = "TARGET",
            description = "Minimum deployment target such as iOS18. Default: the oldest iOS that loads the model.")
    private String target;

    @Option(names = "--goal", paramLabel = "GOAL", defaultValue = "safe", description = "Default: safe.")
    private String goal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "RECIPE",
            description = "The recipe to write. Default: MODEL-GOAL.mlrecipe.yaml beside the model.")
    private Path recipe;

    @Option(names = "--force", description = "Overwrite the recipe if it exists.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        Console console = main.console(spec);
        RecipeGoal chosen = RecipeGoal.of(goal).orElseThrow(() -> new InputException("--goal " + goal
                + ": no such goal; expected "
                + Arrays.stream(RecipeGoal.values()).map(RecipeGoal::word).collect(Collectors.joining(", "))));
        String name = model.toAbsolutePath().normalize().getFileName().toString();
        Path file = recipe != null
                ? recipe
                : model.resolveSibling(RecipeStarter.stem(name, chosen) + ".mlrecipe.yaml");
        ResultFile.requireHarmless("--output", file.toString(), List.of(model));
        ResultFile.requireNew(file, force);
        try (Techniques techniques = main.techniques()) {
            Surroundings surroundings = Surroundings.load();
            RecipeStarter starter = new RecipeStarter(
                    ModelFacts.read(model).state(),
                    new Vocabulary(techniques.all(), surroundings.availability()),
                    surroundings);
            Optional<String> obstacle = starter.obstacle();
            if (obstacle.isPresent()) {
                throw new InputException(model + ": " + obstacle.get());
            }
            RecipeStarter.Start start = starter.start(RecipeView.seenFrom(file, model), target(starter), chosen);
            ResultFile.write(file, start.text());
            console.result(file + ": " + start.steps() + ", planned " + start.ratio() + "\n");
            for (Finding finding : start.findings()) {
                console.note(file + ": " + finding.severity().word() + ": " + finding.message());
            }
        }
        return ExitCode.FINE;
    }

    private Target target(RecipeStarter starter) throws InputException {
        return target == null
                ? starter.targets().all().getFirst()
                : TargetOption.of(target, starter.targets().parse(target));
    }
}
