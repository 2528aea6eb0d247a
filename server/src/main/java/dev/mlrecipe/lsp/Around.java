package dev.mlrecipe.lsp;

import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.editor.Display;
import dev.mlrecipe.editor.Vocabulary;
import dev.mlrecipe.engine.Measurements;
import dev.mlrecipe.engine.RunResults;
import dev.mlrecipe.samples.SampleHashes;
import dev.mlrecipe.session.Boundary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything around a document that what is said of it depends on. Immutable.
 *
 * @param vocabulary what can be said in a recipe
 * @param surroundings platforms, hazards, and the other recipes that are open
 * @param boundary which files the recipe may use
 * @param models the models that the document named when someone last looked, as far as they are known
 * @param results what the last runs of its recipes gave, by name of the part
 * @param running what a run that goes on has given so far, likewise
 * @param compressing whether a run of it goes on
 * @param display what the user wants to see
 * @param reporting writes reports
 * @param hashes what is known of the contents of samples and labels
 * @param style how the client inserts completions
 * @param files models and measured files near the recipe, as it would name them; looks at the disk
 */
record Around(
        Vocabulary vocabulary,
        Surroundings surroundings,
        Boundary boundary,
        Map<Path, KnownModel> models,
        Map<String, RunResults> results,
        Map<String, Measurements> running,
        boolean compressing,
        Display display,
        Reporting reporting,
        SampleHashes hashes,
        CompletionStyle style,
        Lazy<List<String>> files) {

    Around {
        models = Map.copyOf(models);
        results = Map.copyOf(results);
        running = Map.copyOf(running);
    }

    Optional<RunResults> results(String part) {
        return Optional.ofNullable(results.get(part));
    }

    Optional<Measurements> running(String part) {
        return Optional.ofNullable(running.get(part));
    }

    /** The newest measurements: what they say of a weight holds as long as the same is done to it. */
    Optional<Measurements> measured(String part) {
        return running(part).or(() -> results(part).map(RunResults::measurements));
    }
}
