package dev.mlrecipe.lsp;

import dev.mlrecipe.availability.Target;
import dev.mlrecipe.coreml.Opset;
import dev.mlrecipe.editor.RecipeGoal;
import dev.mlrecipe.editor.RecipeStarter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.lsp4j.ExecuteCommandParams;

/**
 * {@code mlrecipe.recipeChoices}: what a new recipe for a model can be for. Arguments: the address of the model, and
 * once it is chosen the target, with which the goals say what they come to.
 */
final class RecipeChoicesCommand {
    static final String NAME = "mlrecipe.recipeChoices";

    private RecipeChoicesCommand() {}

    /**
     * What is answered.
     *
     * @param model what the model is, in one line
     * @param targets the targets that load it
     * @param goals what a recipe can be for
     */
    record Answer(String model, List<TargetChoice> targets, List<GoalChoice> goals) {}

    /** A target, and what it loads. */
    record TargetChoice(String word, String detail) {}

    /** A goal, and what it comes to for the chosen target; empty as long as there is none. */
    record GoalChoice(String word, String title, String detail, String becomes) {}

    static Supplier<Object> work(Workspace workspace, ExecuteCommandParams params) {
        ModelOfRecipe model = ModelOfRecipe.of(workspace, params);
        Optional<String> target = Commands.argument(params, 1);
        return () -> {
            RecipeStarter starter = model.starter();
            Optional<Target> chosen = target.map(word -> ModelOfRecipe.target(starter, word));
            return new Answer(
                    model.name() + ", " + starter.about(),
                    starter.targets().all().stream()
                            .map(one -> new TargetChoice(one.word(), "loads " + loads(one)))
                            .toList(),
                    Arrays.stream(RecipeGoal.values())
                            .map(goal -> new GoalChoice(
                                    goal.word(),
                                    goal.title(),
                                    goal.detail(),
                                    chosen.map(one -> starter.start(model.name(), one, goal))
                                            .map(start -> start.steps() + ", " + start.ratio())
                                            .orElse("")))
                            .toList());
        };
    }

    private static String loads(Target target) {
        return Opset.ofSpecification(target.specification())
                .map(opset -> "programs up to " + opset.word())
                .orElse("specification " + target.specification());
    }
}
