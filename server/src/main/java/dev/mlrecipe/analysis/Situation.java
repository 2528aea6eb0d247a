package dev.mlrecipe.analysis;

import dev.mlrecipe.analysis.Forecasts.Forecast;
import dev.mlrecipe.coreml.ModelKind;
import dev.mlrecipe.engine.Report;
import dev.mlrecipe.plan.Planning;
import dev.mlrecipe.predict.Device;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.recipe.RecipeParser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the checks look at: one version of a recipe and what is known around it. Immutable, but for predictions, which
 * are made when they are first asked for.
 *
 * @param parsed the recipe
 * @param paths where its files are; empty for a document without a place
 * @param model its model
 * @param planning what it does to the model; empty unless the model was read
 * @param measured what devices measured
 * @param forecasts predicts, and knows what was measured
 * @param report what a run of this very plan measured; empty if there was none
 * @param made predictions that were asked for, by device
 */
record Situation(
        ParsedRecipe parsed,
        Optional<RecipePaths> paths,
        ModelState model,
        Optional<Planning> planning,
        MeasuredDevices measured,
        Forecasts forecasts,
        Optional<Report> report,
        Map<Device, Optional<Forecast>> made) {

    Situation(
            ParsedRecipe parsed,
            Optional<RecipePaths> paths,
            ModelState model,
            Optional<Planning> planning,
            MeasuredDevices measured,
            Forecasts forecasts,
            Optional<Report> report) {
        this(parsed, paths, model, planning, measured, forecasts, report, new ConcurrentHashMap<>());
    }

    /** What is predicted for the plan on a device, once however many checks ask; empty for models without a program. */
    Optional<Forecast> forecast(Device device) {
        return made.computeIfAbsent(device, d -> model instanceof ModelState.Read read
                ? planning.flatMap(p -> forecasts.forecast(read, p.plan(), d, recipe()))
                : Optional.empty());
    }

    /** The platforms that the recipe is for; the two most usual where it names none. */
    List<String> platforms() {
        List<String> named = recipe().targets().stream()
                .map(target -> target.value().platform())
                .distinct()
                .toList();
        return named.isEmpty() ? List.of("iOS", "macOS") : named;
    }

    /** The kind of the model; the one that its name tells of where nobody has read it. */
    ModelKind kind() {
        return model instanceof ModelState.Read read ? read.index().kind() : RecipeParser.kind(recipe());
    }

    Recipe recipe() {
        return parsed.recipe();
    }
}
