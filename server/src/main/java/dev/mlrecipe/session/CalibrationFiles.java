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
import java.util.function.Supplier;

/** Looks at the statistics or samples that a recipe names. */
final class CalibrationFiles {
    private CalibrationFiles() {}

    /**
     * What is known of them. Of samples only names are looked at, and contents when someone asks for their key.
     *
     * @param paths where the recipe lies
     * @param boundary which files it may use; what it forbids is not touched
     * @param hashes what is known of the contents of samples and labels
     */
    static StatisticsState of(Recipe recipe, RecipePaths paths, Boundary boundary, SampleHashes hashes) {
        Optional<Located<String>> named = recipe.calibration().statistics();
        StatisticsState samples = recipe.calibration()
                .data()
                .map(data -> samples(data, paths, boundary, hashes))
                .orElse(new StatisticsState.Unknown());
        if (named.isEmpty()) {
            return samples;
        }
        String text = named.get().value();
        Optional<Path> path = paths.beside(text);
        if (path.isEmpty()) {
            return new StatisticsState.Unreadable(text + ": no path");
        }
        return boundary.forbidsReading(path.get())
                .<StatisticsState>map(reason -> new StatisticsState.Unreadable(text + ": " + reason))
                .orElseGet(() -> read(text, path.get(), samples));
    }

    private static StatisticsState samples(
            DataEntry data, RecipePaths paths, Boundary boundary, SampleHashes hashes) {
        try {
            List<SampleFile> files = files(data, paths, boundary);
            return new StatisticsState.Measurable(files, key(files, data, hashes));
        } catch (SamplesException wrong) {
            return new StatisticsState.Unreadable(wrong.getMessage());
        } catch (IOException problem) {
            return new StatisticsState.Unreadable(FileProblems.describe(problem));
        }
    }

    /**
     * The files with samples. One with labels that lies among them is none of them.
     *
     * @throws SamplesException if there are none, or they may not be read
     */
    static List<SampleFile> files(DataEntry data, RecipePaths paths, Boundary boundary) throws IOException {
        List<SampleFile> files = new ArrayList<>();
        Optional<Path> labels = data.labels().flatMap(entry -> paths.beside(entry.path().value()));
        for (Located<String> word : data.paths()) {
            String text = word.value();
            Path path = paths.beside(text).orElseThrow(() -> new SamplesException(text + ": no path"));
            Optional<String> forbidden = boundary.forbidsReading(path);
            if (forbidden.isPresent()) {
                throw new SamplesException(text + ": " + forbidden.get());
            }
            SampleFile.at(text, path).stream()
                    .filter(file -> !Optional.of(file.path().normalize()).equals(labels.map(Path::normalize)))
                    .forEach(files::add);
        }
        if (files.isEmpty()) {
            throw new SamplesException(data.paths().getFirst().value() + ": it holds no samples but labels");
        }
        return files;
    }

    /** Identifies samples, and which of them are taken, when it is asked. */
    static Supplier<String> key(List<SampleFile> files, DataEntry data, SampleHashes hashes) {
        return hashes.key(files, data.samples() + " " + data.seed());
    }

    private static StatisticsState read(String text, Path path, StatisticsState samples) {
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
            return new StatisticsState.Read(StatisticsJson.read(Files.readAllBytes(path)), samples);
        } catch (StatisticsException wrong) {
            return new StatisticsState.Unreadable(text + ": " + wrong.getMessage());
        } catch (IOException problem) {
            return new StatisticsState.Unreadable(text + ": " + FileProblems.describe(problem));
        }
    }
}
