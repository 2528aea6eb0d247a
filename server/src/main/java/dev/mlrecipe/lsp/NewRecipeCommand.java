package dev.mlrecipe.lsp;

import dev.mlrecipe.editor.RecipeGoal;
import dev.mlrecipe.editor.RecipeStarter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.lsp4j.ExecuteCommandParams;

/**
 * {@code mlrecipe.newRecipe}: a first recipe for a model. Arguments: the address of the model, a target, a goal. It is
 * for the client to write it: nothing exists yet at the address that is answered.
 */
final class NewRecipeCommand {
    static final String NAME = "mlrecipe.newRecipe";

    private NewRecipeCommand() {}

    /**
     * What is answered.
     *
     * @param uri where the recipe belongs: beside the model
     * @param text the recipe
     */
    record Answer(String uri, String text) {}

    static Supplier<Object> work(Workspace workspace, ExecuteCommandParams params) {
        ModelOfRecipe model = ModelOfRecipe.of(workspace, params);
        String target = Commands.argument(params, 1).orElseThrow(() -> Commands.refusal("for which target?"));
        String goal = Commands.argument(params, 2).orElse(RecipeGoal.SAFE.word());
        RecipeGoal chosen = RecipeGoal.of(goal)
                .orElseThrow(() -> Commands.refusal("there is no goal " + goal + ", only "
                        + Arrays.stream(RecipeGoal.values()).map(RecipeGoal::word).collect(Collectors.joining(", "))));
        return () -> {
            RecipeStarter starter = model.starter();
            RecipeStarter.Start start =
                    starter.start(model.name(), ModelOfRecipe.target(starter, target), chosen);
            Path recipe = FreeName.withOutput(
                    model.path(), RecipeStarter.stem(model.path().getFileName().toString(), chosen));
            return new Answer(DocumentUri.of(recipe), start.text());
        };
    }
}
