package dev.mlrecipe.session;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.recipe.RecipeParser;
import dev.mlrecipe.technique.Technique;
import java.util.List;

/**
 * What every run of a process shares.
 *
 * @param techniques built-in techniques and plugins
 * @param availability which platform has which feature
 * @param version version of the product, recorded in outputs
 */
public record Toolbox(List<Technique> techniques, Availability availability, String version) {
    public Toolbox {
        techniques = List.copyOf(techniques);
    }

    /** With the product's own data. */
    public static Toolbox of(List<Technique> techniques, String version) {
        return new Toolbox(techniques, Availability.load(), version);
    }

    RecipeParser parser() {
        return new RecipeParser(techniques, availability);
    }
}
