package dev.mlrecipe.cli;

import dev.mlrecipe.session.RecipeRuns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --variant}, which commands that look at recipes have. */
final class VariantOption {
    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "A variant of the recipe; may be repeated. Default: all.")
    private List<String> names = new ArrayList<>();

    /** What of a file is wanted, written where the recipe says. */
    RecipeRuns.Choice choice() {
        return choice(Optional.empty());
    }

    /** What of a file is wanted, and where to write instead of where the recipe says. */
    RecipeRuns.Choice choice(Optional<Path> output) {
        return new RecipeRuns.Choice(names, output);
    }
}
