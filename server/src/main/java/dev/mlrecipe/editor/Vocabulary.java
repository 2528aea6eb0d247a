package dev.mlrecipe.editor;

import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.technique.Technique;
import java.util.List;
import java.util.Optional;

/**
 * What can be said in a recipe, and where it runs.
 *
 * @param techniques built-in techniques and plugins
 * @param availability which platform has which feature
 */
public record Vocabulary(List<Technique> techniques, Availability availability) {
    public Vocabulary {
        techniques = List.copyOf(techniques);
    }

    /** The technique that {@code config_type} selects. */
    Optional<Technique> technique(String configType) {
        return techniques.stream().filter(technique -> technique.configType().equals(configType)).findFirst();
    }
}
