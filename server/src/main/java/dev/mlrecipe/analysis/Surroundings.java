package dev.mlrecipe.analysis;

import dev.mlrecipe.accuracy.AccuracyState;
import dev.mlrecipe.availability.Availability;
import dev.mlrecipe.availability.Hazards;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.measured.MeasuredState;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What checks know beside the recipe and its model.
 *
 * @param availability which platform has what
 * @param hazards reported defects that the user wants to hear of
 * @param measured what is known of the measured files that the recipe names, by their paths as written
 * @param statistics what is known of the ranges of activations that the recipe asks for
 * @param accuracy what is known of measuring the accuracy of the result
 * @param recipes where the files of all known recipes are, the one that is looked at among them or not
 */
public record Surroundings(
        Availability availability,
        Hazards hazards,
        Map<String, MeasuredState> measured,
        StatisticsState statistics,
        AccuracyState accuracy,
        List<RecipePaths> recipes) {

    public Surroundings {
        measured = Map.copyOf(measured);
        recipes = List.copyOf(recipes);
    }

    /** Without statistics and accuracy. */
    public Surroundings(
            Availability availability, Hazards hazards, Map<String, MeasuredState> measured, List<RecipePaths> recipes) {
        this(availability, hazards, measured, new StatisticsState.Unknown(), new AccuracyState.Unwanted(), recipes);
    }

    /** With the product's own data, and without other recipes. */
    public static Surroundings load() {
        return new Surroundings(Availability.load(), Hazards.load(), Map.of(), List.of());
    }

    /** The same without some hazards, by their ids. */
    public Surroundings withoutHazards(Collection<String> ids) {
        return new Surroundings(availability, hazards.without(ids), measured, statistics, accuracy, recipes);
    }

    /** The same with what is known of measured files. */
    public Surroundings with(Map<String, MeasuredState> files) {
        return new Surroundings(availability, hazards, files, statistics, accuracy, recipes);
    }

    /** The same with what is known of statistics. */
    public Surroundings with(StatisticsState known) {
        return new Surroundings(availability, hazards, measured, known, accuracy, recipes);
    }

    /** The same with what is known of measuring accuracy. */
    public Surroundings with(AccuracyState known) {
        return new Surroundings(availability, hazards, measured, statistics, known, recipes);
    }

    /** The same with these recipes around. */
    public Surroundings beside(List<RecipePaths> others) {
        return new Surroundings(availability, hazards, measured, statistics, accuracy, others);
    }
}
