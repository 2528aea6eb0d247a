package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.OutputConflict;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of the files that a pattern of models fits are outputs: of this recipe, or of one beside it. */
final class FormerOutputs {
    private static final String THIS = "this recipe";

    private final Path file;
    private final Set<Path> outputs = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();

    private FormerOutputs(Path file) {
        this.file = file;
    }

    /**
     * Those of a file.
     *
     * @param file where it lies, an absolute path
     * @param recipes what it says, one recipe for each model that may be one
     */
    static FormerOutputs of(Path file, List<Recipe> recipes) {
        FormerOutputs former = new FormerOutputs(file);
        for (Recipe recipe : recipes) {
            RecipePaths.of(file, recipe).output().ifPresent(output -> {
                former.outputs.add(output);
                if (recipe.part().glob() && !output.getParent().equals(file.getParent())) {
                    former.folders.add(output.getParent());
                }
            });
        }
        return former;
    }

    /** Whose output a model is; empty if it is none. */
    Optional<String> owner(Recipe recipe) {
        Path model = RecipePaths.of(file, recipe).model().orElseThrow();
        if (outputs.contains(model) || folders.contains(model.getParent())) {
            return Optional.of(THIS);
        }
        // Without output, the models of x.mlrecipe.yaml go to the folder x.
        Path sibling = model.resolveSibling("../" + model.getParent().getFileName() + ".mlrecipe.yaml").normalize();
        return !sibling.equals(file) && Files.exists(sibling) && RecipeRun.writtenKey(model).isPresent()
                ? Optional.of(sibling.getFileName().toString())
                : Optional.empty();
    }

    /** What is to be said of a pattern. */
    List<Finding> findings(Located<String> pattern, List<Recipe> found) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Recipe recipe : found) {
            String path = recipe.model().orElseThrow().value();
            owner(recipe).ifPresent(owner -> names.computeIfAbsent(owner, o -> new ArrayList<>()).add(path));
        }
        List<Finding> findings = new ArrayList<>();
        names.forEach((owner, paths) ->
                findings.add(OutputConflict.former(pattern.span(), pattern.value(), paths, owner)));
        return findings;
    }
}
