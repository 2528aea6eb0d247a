package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.RecipePaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;

/** Where a new recipe goes so that it replaces nothing: {@code Net.mlrecipe.yaml}, else {@code Net-2.mlrecipe.yaml}, … */
final class FreeName {
    private static final String RECIPE = ".mlrecipe.yaml";

    private FreeName() {}

    /**
     * For a recipe whose output is named after it, as it is where a recipe names none: a name that no model has either.
     *
     * @param neighbour a file in the folder of the recipe
     * @param stem the name before the extension
     */
    static Path withOutput(Path neighbour, String stem) {
        return first(neighbour, stem, recipe -> {
            String name = RecipePaths.baseName(recipe);
            return !Files.exists(recipe)
                    && !Files.exists(recipe.resolveSibling(name + ".mlpackage"))
                    && !Files.exists(recipe.resolveSibling(name + ".mlmodel"));
        });
    }

    /**
     * For a recipe that says where its output goes.
     *
     * @param taken where other new recipes go
     */
    static Path of(Path wanted, Set<Path> taken) {
        return first(
                wanted, RecipePaths.baseName(wanted), recipe -> !Files.exists(recipe) && !taken.contains(recipe));
    }

    private static Path first(Path neighbour, String stem, Predicate<Path> free) {
        Path recipe = neighbour.resolveSibling(stem + RECIPE);
        for (int i = 2; !free.test(recipe); i++) {
            recipe = neighbour.resolveSibling(stem + "-" + i + RECIPE);
        }
        return recipe;
    }
}
