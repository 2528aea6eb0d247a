package dev.mlrecipe.export;

import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.recipe.Recipe;
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
 */
public record ExportSource(
        String fileName,
        Text text,
        Recipe recipe,
        Optional<Planning> planning,
        Optional<String> model,
        Optional<String> output) {

    int line(int offset) {
        return text.line(offset) + 1;
    }
}
