package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.text.Text;
import java.util.List;
import java.util.Optional;

/**
 * One version of a recipe and everything that is known around it. Immutable; every editor feature is a function of it
 * and a place in its text.
 *
 * @param parsed the recipe and its text
 * @param paths where its files are; empty for a document without a place on disk
 * @param model what is known about its model
 * @param functions the model's operations; empty without a model
 * @param analysis findings, and what the recipe does to the model
 * @param planned what would become of every weight, sizes as far as shapes tell; empty without a model
 * @param measured what the last run gave, valid weight by weight; empty if there was none
 * @param vocabulary what can be said in a recipe
 * @param display what the user wants to see
 */
public record Snapshot(
        ParsedRecipe parsed,
        Optional<RecipePaths> paths,
        ModelState model,
        List<FunctionFacts> functions,
        Analysis analysis,
        Optional<Report> planned,
        Optional<Measurements> measured,
        Vocabulary vocabulary,
        Display display) {
    public Snapshot {
        functions = List.copyOf(functions);
    }

    public Text text() {
        return parsed.text();
    }

    /** The kind of its model; the one that the model's name tells of where nobody has read it. */
    public ModelKind kind() {
        return model instanceof ModelState.Read read ? read.index().kind() : RecipeParser.kind(parsed.recipe());
    }
}
