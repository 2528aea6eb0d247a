package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.calibrate.StatisticsException;
import dev.mlrecipe.calibrate.StatisticsJson;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the statistics that a recipe names. */
final class StatisticsFile {
    private StatisticsFile() {}

    /**
     * What is known of them.
     *
     * @param paths where the recipe lies
     * @param boundary which files it may use; what it forbids is not touched
     */
    static StatisticsState of(Recipe recipe, RecipePaths paths, Boundary boundary) {
        Optional<Located<String>> named = recipe.calibration().statistics();
        if (named.isEmpty()) {
            return new StatisticsState.Unknown();
        }
        String text = named.get().value();
        Optional<Path> path = paths.beside(text);
        if (path.isEmpty()) {
            return new StatisticsState.Unreadable(text + ": no path");
        }
        return boundary.forbidsReading(path.get())
                .<StatisticsState>map(reason -> new StatisticsState.Unreadable(text + ": " + reason))
                .orElseGet(() -> read(text, path.get()));
    }

    private static StatisticsState read(String text, Path path) {
        try {
            if (Files.isDirectory(path)) {
                return new StatisticsState.Unreadable(text + ": a folder, a JSON file expected");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                return new StatisticsState.Unreadable(text + ": not a regular file");
            }
            if (Files.size(path) > StatisticsJson.LARGEST) {
                return new StatisticsState.Unreadable(
                        text + ": " + Files.size(path) + " bytes are no statistics; at most " + StatisticsJson.LARGEST
                                + " are read");
            }
            return new StatisticsState.Read(StatisticsJson.read(Files.readAllBytes(path)));
        } catch (StatisticsException wrong) {
            return new StatisticsState.Unreadable(text + ": " + wrong.getMessage());
        } catch (IOException problem) {
            return new StatisticsState.Unreadable(text + ": " + FileProblems.describe(problem));
        }
    }
}
