package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.editor.Display;
import dev.mlrecipe.editor.Vocabulary;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.RunResults;
import dev.mlrecipe.session.Boundary;
import java.util.List;
import java.util.Optional;

/**
 * Everything around a document that what is said of it depends on. Immutable.
 *
 * @param vocabulary what can be said in a recipe
 * @param surroundings platforms, hazards, and the other recipes that are open
 * @param boundary which files the recipe may use
 * @param model the model that the document named when someone last looked
 * @param results what the last run of it gave
 * @param running what a run that goes on has given so far
 * @param compressing whether a run of it goes on
 * @param display what the user wants to see
 * @param reporting writes reports
 * @param style how the client inserts completions
 * @param files models and measured files near the recipe, as it would name them; looks at the disk
 */
record Around(
        Vocabulary vocabulary,
        Surroundings surroundings,
        Boundary boundary,
        KnownModel model,
        Optional<RunResults> results,
        Optional<Measurements> running,
        boolean compressing,
        Display display,
        Reporting reporting,
        CompletionStyle style,
        Lazy<List<String>> files) {

    /** The newest measurements: what they say of a weight holds as long as the same is done to it. */
    Optional<Measurements> measured() {
        return running.or(() -> results.map(RunResults::measurements));
    }
}
