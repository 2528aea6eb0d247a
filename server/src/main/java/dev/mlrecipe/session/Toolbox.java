package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.analysis.Surroundings;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.samples.SampleHashes;
import dev.mlrecipe.technique.Technique;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What every run of a process shares.
 *
 * @param techniques built-in techniques and plugins
 * @param surroundings which platform has which feature, reported defects, and the recipes at hand
 * @param version version of the product, recorded in outputs
 * @param cache results of former runs; empty to use and keep none
 * @param executor what runs models
 * @param hashes what is known of the contents of samples and labels
 * @param ahead a model that is opened already, mostly that of the recipe that will be asked for
 */
public record Toolbox(
        List<Technique> techniques,
        Surroundings surroundings,
        String version,
        Optional<ResultCache> cache,
        LazyExecutor executor,
        SampleHashes hashes,
        Optional<ModelAhead> ahead) {
    public Toolbox {
        techniques = List.copyOf(techniques);
    }

    /** With the product's own data and without a cache. */
    public static Toolbox of(List<Technique> techniques, String version) {
        return of(techniques, Surroundings.load(), version);
    }

    /** With the product's own data, which is loaded already, and without a cache. */
    public static Toolbox of(List<Technique> techniques, Surroundings surroundings, String version) {
        LazyExecutor executor = new LazyExecutor(Optional.empty());
        return new Toolbox(
                techniques, surroundings, version, Optional.empty(), executor, new SampleHashes(), Optional.empty());
    }

    /** The same where the executor may lie in the user's folder of plugins. */
    public Toolbox withPlugins(Optional<Path> folder) {
        return new Toolbox(techniques, surroundings, version, cache, new LazyExecutor(folder), hashes, ahead);
    }

    /** The same with a cache. */
    public Toolbox with(ResultCache results) {
        return new Toolbox(techniques, surroundings, version, Optional.of(results), executor, hashes, ahead);
    }

    /** The same with a model that is opened already. */
    public Toolbox with(ModelAhead model) {
        return new Toolbox(techniques, surroundings, version, cache, executor, hashes, Optional.of(model));
    }

    /** The same for recipes that are looked at together. */
    public Toolbox beside(List<RecipePaths> recipes) {
        return new Toolbox(techniques, surroundings.beside(recipes), version, cache, executor, hashes, ahead);
    }

    /** Which platform has which feature. */
    public Availability availability() {
        return surroundings.availability();
    }

    /** Reads recipes in the words of these techniques. */
    public RecipeParser parser() {
        return new RecipeParser(techniques, availability());
    }
}
