package dev.mlrecipe.editor;

import dev.mlrecipe.analysis.Analysis;
import dev.mlrecipe.analysis.ModelState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.coreml.graph.FunctionFacts;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Part;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.text.Span;
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
 * @param several the recipes of a file that says several, in the order of the text; what is planned and measured is
 *     theirs
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
        Display display,
        List<Snapshot> several) {
    public Snapshot {
        functions = List.copyOf(functions);
        several = List.copyOf(several);
    }

    /** Of a file that says a single recipe. */
    public Snapshot(
            ParsedRecipe parsed,
            Optional<RecipePaths> paths,
            ModelState model,
            List<FunctionFacts> functions,
            Analysis analysis,
            Optional<Report> planned,
            Optional<Measurements> measured,
            Vocabulary vocabulary,
            Display display) {
        this(parsed, paths, model, functions, analysis, planned, measured, vocabulary, display, List.of());
    }

    /** The recipes of the file: itself, or those of a file that says several. */
    public List<Snapshot> parts() {
        return several.isEmpty() ? List.of(this) : several;
    }

    /** Which of the recipes of its file it is. */
    public Part part() {
        return parsed.recipe().part();
    }

    /** The recipe that a place is about: the one whose own text it is, else the first. */
    public Snapshot at(int offset) {
        return parts().stream()
                .filter(one -> one.part().owns(Span.at(offset)) || one.part().key().touches(offset))
                .findFirst()
                .orElse(parts().getFirst());
    }

    /** The same with what is said of the whole file. */
    public Snapshot of(ParsedRecipe file, List<Finding> findings, List<Snapshot> parts) {
        Analysis all = new Analysis(findings, Optional.empty());
        return new Snapshot(
                file, paths, model, functions, all, Optional.empty(), Optional.empty(), vocabulary, display, parts);
    }

    public Text text() {
        return parsed.text();
    }

    /** The kind of its model; the one that the model's name tells of where nobody has read it. */
    public ModelKind kind() {
        return model instanceof ModelState.Read read ? read.index().kind() : RecipeParser.kind(parsed.recipe());
    }
}
