package dev.mlrecipe.session;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.engine.cache.ResultCache;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import java.util.List;
import java.util.Optional;

/**
 * What every run of a process shares.
 *
 * @param techniques built-in techniques and plugins
 * @param availability which platform has which feature
 * @param version version of the product, recorded in outputs
 * @param cache results of former runs; empty to use and keep none
 */
public record Toolbox(
        List<Technique> techniques, Availability availability, String version, Optional<ResultCache> cache) {
    public Toolbox {
        techniques = List.copyOf(techniques);
    }

    /** With the product's own data and without a cache. */
    public static Toolbox of(List<Technique> techniques, String version) {
        return new Toolbox(techniques, Availability.load(), version, Optional.empty());
    }

    /** The same with a cache. */
    public Toolbox with(ResultCache results) {
        return new Toolbox(techniques, availability, version, Optional.of(results));
    }

    RecipeParser parser() {
        return new RecipeParser(techniques, availability);
    }
}
