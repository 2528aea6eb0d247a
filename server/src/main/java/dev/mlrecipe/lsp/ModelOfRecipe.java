package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Target;
import dev.mlrecipe.availability.Targets;
import dev.mlrecipe.editor.RecipeStarter;
import dev.mlrecipe.editor.Vocabulary;
import dev.mlrecipe.session.ModelFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.lsp4j.ExecuteCommandParams;

/**
 * The model that a new recipe is wanted for. Immutable.
 *
 * @param path where it lies
 * @param vocabulary what can be said in a recipe
 * @param surroundings platforms and hazards
 */
record ModelOfRecipe(Path path, Vocabulary vocabulary, Surroundings surroundings) {

    /** The first argument of a command: the address of a model that may be read. */
    static ModelOfRecipe of(Workspace workspace, ExecuteCommandParams params) {
        Path path = Commands.readable(workspace, params, "model");
        return new ModelOfRecipe(path, workspace.vocabulary(), workspace.tools().toolbox().surroundings());
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Reads the model. */
    RecipeStarter starter() {
        RecipeStarter starter;
        try {
            starter = new RecipeStarter(ModelFacts.read(path).state(), vocabulary, surroundings);
        } catch (IOException unreadable) {
            throw Commands.refusal(ModelFacts.problem(path, unreadable));
        }
        Optional<String> obstacle = starter.obstacle();
        if (obstacle.isPresent()) {
            throw Commands.refusal(path + ": " + obstacle.get());
        }
        return starter;
    }

    /** The target that a word means. */
    static Target target(RecipeStarter starter, String word) {
        return switch (starter.targets().parse(word)) {
            case Targets.Reading.Known known -> known.target();
            case Targets.Reading.Unknown unknown -> throw Commands.refusal("target " + word + ": " + unknown.problem());
        };
    }
}
