package dev.mlrecipe.export;

import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.text.Text;
import java.util.Optional;

/**
 * What is exported.
 *
 * @param fileName the recipe's file name, for comments
 * @param text the recipe's text
 * @param recipe what it means
 * @param planning what it does to its model; empty if the model cannot be read
 * @param model path of the model, relative to the exported files or absolute; empty if the recipe names none
 * @param output path of the output, likewise
 * @param kind the kind of the model
 */
public record ExportSource(
        String fileName,
        Text text,
        Recipe recipe,
        Optional<Planning> planning,
        Optional<String> model,
        Optional<String> output,
        ModelKind kind) {

    /** With a model of the kind that its name tells of. */
    public ExportSource(
            String fileName,
            Text text,
            Recipe recipe,
            Optional<Planning> planning,
            Optional<String> model,
            Optional<String> output) {
        this(fileName, text, recipe, planning, model, output, RecipeParser.kind(recipe));
    }

    int line(int offset) {
        return text.line(offset) + 1;
    }
}
