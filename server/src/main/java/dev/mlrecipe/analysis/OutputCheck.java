package dev.mlrecipe.analysis;

import dev.mlrecipe.engine.OutputName;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.OutputConflict;
import dev.mlrecipe.recipe.Located;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code output-conflict}: writing the output would destroy the model, the recipe, or what another recipe makes. */
final class OutputCheck implements Check {
    private final List<RecipePaths> recipes;

    /** @param recipes all recipes that are known */
    OutputCheck(List<RecipePaths> recipes) {
        this.recipes = recipes;
    }

    @Override
    public List<Finding> findings(Situation situation) {
        Optional<Path> output = situation.paths().flatMap(RecipePaths::output);
        Optional<Path> model = situation.paths().flatMap(RecipePaths::model);
        Optional<Located<String>> given = situation.recipe().output();
        if (output.isEmpty() || model.isEmpty()) {
            return List.of();
        }
        Path recipe = situation.paths().get().recipe();
        return relation(output.get(), model.get(), recipe)
                .or(() -> other(output.get(), situation.paths().get()))
                .map(relation -> OutputConflict.of(
                        given.or(situation.recipe()::model).orElseThrow().span(),
                        given.map(Located::value).orElseGet(() -> output.get().getFileName().toString()),
                        relation,
                        given.isPresent()))
                .stream()
                .toList();
    }

    /** How the output stands to those of other recipes. */
    private Optional<String> other(Path output, RecipePaths own) {
        return recipes.stream()
                .filter(other -> !other.isOf(own))
                .flatMap(other -> other.output()
                        .flatMap(theirs -> relation(output, theirs))
                        .map(relation -> relation + " the output of " + name(other, own))
                        .stream())
                .findFirst();
    }

    private static String name(RecipePaths other, RecipePaths own) {
        String part = other.part().title();
        boolean here = RecipePaths.same(other.recipe(), own.recipe());
        return here ? part : (part.isEmpty() ? "" : part + " of ") + other.recipe().getFileName();
    }

    private static Optional<String> relation(Path output, Path theirs) {
        if (RecipePaths.same(output, theirs)) {
            return Optional.of("is also");
        }
        if (RecipePaths.inside(output, theirs)) {
            return Optional.of("lies inside");
        }
        return RecipePaths.inside(theirs, output) ? Optional.of("holds") : Optional.empty();
    }

    private static Optional<String> relation(Path output, Path model, Path recipe) {
        if (RecipePaths.same(output, model)) {
            return Optional.of("is the model itself");
        }
        if (RecipePaths.inside(output, model)) {
            return Optional.of("lies inside the model");
        }
        if (RecipePaths.inside(model, output)) {
            return Optional.of("holds the model");
        }
        if (RecipePaths.same(output, recipe)) {
            return Optional.of("is this recipe");
        }
        if (RecipePaths.inside(recipe, output)) {
            return Optional.of("holds this recipe");
        }
        return OutputName.misfit(model, output);
    }
}
