package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.calibrate.StatisticsException;
import dev.mlrecipe.calibrate.StatisticsJson;
import dev.mlrecipe.calibrate.StatisticsState;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.recipe.DataEntry;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.Recipe;
import dev.mlrecipe.samples.SampleFile;
import dev.mlrecipe.samples.SampleHashes;
import dev.mlrecipe.samples.SamplesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at the statistics or samples that a recipe names. */
final class CalibrationFiles {
    private CalibrationFiles() {}

    /**
     * What is known of them. Of samples only names are looked at, and contents when someone asks for their key.
     *
     * @param paths where the recipe lies
     * @param boundary which files it may use; what it forbids is not touched
     * @param hashes what is known of the contents of samples
     */
    static StatisticsState of(Recipe recipe, RecipePaths paths, Boundary boundary, SampleHashes hashes) {
        Optional<Located<String>> named = recipe.calibration().statistics();
        if (named.isEmpty()) {
            return recipe.calibration()
                    .data()
                    .map(data -> samples(data, paths, boundary, hashes))
                    .orElse(new StatisticsState.Unknown());
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

    private static StatisticsState samples(
            DataEntry data, RecipePaths paths, Boundary boundary, SampleHashes hashes) {
        List<SampleFile> files = new ArrayList<>();
        try {
            for (Located<String> word : data.paths()) {
                String text = word.value();
                Optional<Path> path = paths.beside(text);
                if (path.isEmpty()) {
                    return new StatisticsState.Unreadable(text + ": no path");
                }
                Optional<String> forbidden = boundary.forbidsReading(path.get());
                if (forbidden.isPresent()) {
                    return new StatisticsState.Unreadable(text + ": " + forbidden.get());
                }
                files.addAll(SampleFile.at(text, path.get()));
            }
            return new StatisticsState.Measurable(files, hashes.key(files, data.samples() + " " + data.seed()));
        } catch (SamplesException wrong) {
            return new StatisticsState.Unreadable(wrong.getMessage());
        } catch (IOException problem) {
            return new StatisticsState.Unreadable(FileProblems.describe(problem));
        }
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
