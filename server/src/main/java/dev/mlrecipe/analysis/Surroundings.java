package dev.mlrecipe.analysis;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Hazards;
import java.util.Collection;
import java.util.List;

/**
 * What checks know beside the recipe and its model.
 *
 * @param availability which platform has what
 * @param hazards reported defects that the user wants to hear of
 * @param recipes where the files of all known recipes are, the one that is looked at among them or not
 */
public record Surroundings(Availability availability, Hazards hazards, List<RecipePaths> recipes) {
    public Surroundings {
        recipes = List.copyOf(recipes);
    }

    /** With the product's own data, and without other recipes. */
    public static Surroundings load() {
        return new Surroundings(Availability.load(), Hazards.load(), List.of());
    }

    /** The same without some hazards, by their ids. */
    public Surroundings withoutHazards(Collection<String> ids) {
        return new Surroundings(availability, hazards.without(ids), recipes);
    }

    /** The same with these recipes around. */
    public Surroundings beside(List<RecipePaths> others) {
        return new Surroundings(availability, hazards, others);
    }
}
