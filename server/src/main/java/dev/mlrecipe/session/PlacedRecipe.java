package dev.mlrecipe.session;

import dev.mlrecipe.accuracy.AccuracyState;
import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.engine.OutputSwap;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.finding.OutputConflict;
import dev.mlrecipe.measured.MeasuredState;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.samples.SampleHashes;
import dev.mlrecipe.text.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recipe that lies somewhere on disk: its paths without symbolic links, and among its findings what the disk has
 * against its output.
 *
 * @param parsed the recipe
 * @param paths where its files are; real as far as the recipe may touch them
 * @param measured what is known of the measured files that it names, by their paths as written
 * @param statistics what is known of the ranges of activations that it asks for
 * @param accuracy what is known of measuring its accuracy
 * @param forbiddenModel why the model may not be read, in words that follow its path; empty if it may
 */
public record PlacedRecipe(
        ParsedRecipe parsed,
        RecipePaths paths,
        Map<String, MeasuredState> measured,
        StatisticsState statistics,
        AccuracyState accuracy,
        Optional<String> forbiddenModel) {

    public PlacedRecipe {
        measured = Map.copyOf(measured);
    }

    /**
     * Places the recipes of a file, one for each model that a pattern stands for; see {@link #of}.
     *
     * @throws IOException if an output's folder cannot be looked at
     */
    public static List<PlacedRecipe> all(ParsedRecipe parsed, Path file, Boundary boundary, SampleHashes hashes)
            throws IOException {
        List<PlacedRecipe> places = new ArrayList<>();
        for (ParsedRecipe recipe : ModelPatterns.recipes(parsed, file)) {
            places.add(of(recipe, file, Optional.empty(), boundary, hashes));
        }
        return places;
    }

    /**
     * Places a recipe, and takes back what a dead run of it, or of the recipe that makes its model, left.
     *
     * @param file where its text lies, or would
     * @param output where to write instead of where the recipe says
     * @param boundary which files it may use; what it forbids is not touched
     * @param hashes what is known of the contents of samples and labels
     * @throws IOException if the output's folder cannot be looked at
     */
    public static PlacedRecipe of(
            ParsedRecipe parsed, Path file, Optional<Path> output, Boundary boundary, SampleHashes hashes)
            throws IOException {
        RecipePaths named = RecipePaths.of(file.toAbsolutePath(), parsed.recipe());
        Optional<Path> wanted = output.or(named::output);
        Optional<String> forbiddenModel = named.model().flatMap(boundary::forbidsReading);
        Optional<String> conflict = wanted.flatMap(boundary::forbidsOutput);
        Optional<Path> model = forbiddenModel.isPresent() ? named.model() : named.model().map(RealPaths::real);
        if (conflict.isEmpty() && wanted.isPresent()) {
            Path real = RealPaths.real(wanted.get());
            OutputSwap.recover(real);
            wanted = Optional.of(real);
            conflict = OutputSwap.conflict(real);
        }
        if (forbiddenModel.isEmpty() && model.isPresent()) {
            OutputSwap.recover(model.get());
        }
        RecipePaths paths = new RecipePaths(RealPaths.real(named.recipe()), named.part(), model, wanted);
        return new PlacedRecipe(
                conflict.isPresent() ? withConflict(parsed, paths.output().get(), conflict.get()) : parsed,
                paths,
                MeasuredFiles.of(parsed.recipe(), named, boundary),
                CalibrationFiles.of(parsed.recipe(), named, boundary, hashes),
                AccuracyData.of(parsed.recipe(), named, boundary, hashes),
                forbiddenModel);
    }

    /** The same with something else known of the ranges. */
    PlacedRecipe with(StatisticsState known) {
        return new PlacedRecipe(parsed, paths, measured, known, accuracy, forbiddenModel);
    }

    /** The same with something else known of measuring accuracy. */
    PlacedRecipe with(AccuracyState known) {
        return new PlacedRecipe(parsed, paths, measured, statistics, known, forbiddenModel);
    }

    private static ParsedRecipe withConflict(ParsedRecipe parsed, Path output, String conflict) {
        Optional<Located<String>> given = parsed.recipe().output();
        Span span = given.or(parsed.recipe()::model).map(Located::span).orElse(Span.at(0));
        String name = given.map(Located::value).orElseGet(() -> output.getFileName().toString());
        Finding finding = OutputConflict.of(span, name, conflict, given.isPresent());
        return parsed.and(finding);
    }
}
