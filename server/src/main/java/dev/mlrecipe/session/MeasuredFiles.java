package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.engine.FileProblems;
import dev.mlrecipe.measured.MeasuredException;
import dev.mlrecipe.measured.MeasuredJson;
import dev.mlrecipe.measured.MeasuredState;
import dev.mlrecipe.recipe.MeasuredEntry;
import dev.mlrecipe.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads measured files. */
public final class MeasuredFiles {
    private MeasuredFiles() {}

    /**
     * Everything that a recipe names under {@code measured}, by path as written.
     *
     * @param paths where the recipe lies
     * @param boundary which files it may use; what it forbids is not touched
     */
    static Map<String, MeasuredState> of(Recipe recipe, RecipePaths paths, Boundary boundary) {
        Map<String, MeasuredState> files = new LinkedHashMap<>();
        for (MeasuredEntry entry : recipe.measured()) {
            files.computeIfAbsent(entry.file().value(), text -> read(text, paths.beside(text), boundary));
        }
        return files;
    }

    private static MeasuredState read(String text, Optional<Path> path, Boundary boundary) {
        if (path.isEmpty()) {
            return new MeasuredState.Unreadable(text + ": no path");
        }
        return boundary.forbidsReading(path.get())
                .<MeasuredState>map(reason -> new MeasuredState.Unreadable(text + ": " + reason))
                .orElseGet(() -> read(text, path.get()));
    }

    /**
     * Reads one file.
     *
     * @param text what to call it
     */
    public static MeasuredState read(String text, Path path) {
        try {
            if (text.toLowerCase(Locale.ROOT).endsWith(".mlperf")) {
                return new MeasuredState.Unreadable(text + ": a performance report of Xcode, whose format is not published;"
                        + " examples/measure_on_mac.py measures the same");
            }
            if (Files.isDirectory(path)) {
                return new MeasuredState.Unreadable(text + ": a folder, a JSON file expected");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                return new MeasuredState.Unreadable(text + ": not a regular file");
            }
            long size = Files.size(path);
            return size > MeasuredJson.LARGEST
                    ? new MeasuredState.Unreadable(text + ": " + MeasuredJson.tooLarge(size))
                    : new MeasuredState.Read(MeasuredJson.read(Files.readAllBytes(path)));
        } catch (MeasuredException wrong) {
            return new MeasuredState.Unreadable(text + ": " + wrong.getMessage());
        } catch (IOException problem) {
            return new MeasuredState.Unreadable(text + ": " + FileProblems.describe(problem));
        }
    }
}
