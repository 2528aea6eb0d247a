package dev.mlrecipe.session;

import dev.mlrecipe.analysis.RecipePaths;
import dev.mlrecipe.finding.Finding;
import dev.mlrecipe.recipe.Located;
import dev.mlrecipe.recipe.ParsedRecipe;
import dev.mlrecipe.recipe.Recipe;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds the models that patterns of paths stand for. Only folders below the recipe's own are looked into, none of them by
 * way of a link, and no package is entered.
 */
final class ModelPatterns {
    private static final int MOST = 256;

    private ModelPatterns() {}

    /**
     * The recipes of a file, one for each model that a pattern stands for, in the order of their names; a pattern that
     * nothing fits stays. What recipes have written is no model, unless nothing else fits.
     *
     * @param file where the recipe lies
     */
    static List<ParsedRecipe> recipes(ParsedRecipe parsed, Path file) {
        if (parsed.parts().stream().noneMatch(part -> part.recipe().part().glob())) {
            return parsed.parts();
        }
        Path absolute = file.toAbsolutePath().normalize();
        Map<ParsedRecipe, List<Recipe>> found = new LinkedHashMap<>();
        for (ParsedRecipe part : parsed.parts()) {
            found.put(part, part.recipe().part().glob() ? found(absolute, part) : List.of(part.recipe()));
        }
        FormerOutputs former = FormerOutputs.of(absolute, found.values().stream().flatMap(List::stream).toList());
        return found.entrySet().stream()
                .flatMap(part -> part.getKey().recipe().part().glob()
                        ? models(part.getKey(), part.getValue(), former)
                        : Stream.of(part.getKey()))
                .toList();
    }

    private static List<Recipe> found(Path file, ParsedRecipe part) {
        Path folder = file.getParent();
        return found(folder, part.recipe().model().map(Located::value).orElse("")).stream()
                .map(model -> part.recipe().of(name(model), RecipePaths.seenFrom(folder, model)))
                .toList();
    }

    private static Stream<ParsedRecipe> models(ParsedRecipe part, List<Recipe> found, FormerOutputs former) {
        List<Recipe> models = found.stream().filter(recipe -> former.owner(recipe).isEmpty()).toList();
        if (found.isEmpty()) {
            return Stream.of(part);
        }
        if (models.isEmpty()) {
            return found.stream().map(part::with);
        }
        List<Finding> told = part.suppressions().visible(former.findings(part.recipe().model().orElseThrow(), found));
        return models.stream().map(recipe -> {
            ParsedRecipe one = part.with(recipe);
            for (Finding finding : told) {
                one = one.and(finding);
            }
            return one;
        });
    }

    private static String name(Path model) {
        return RecipePaths.modelName(model.getFileName().toString());
    }

    private static List<Path> found(Path folder, String pattern) {
        List<Path> found = List.of(folder);
        for (String segment : pattern.split("/")) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                found = found.stream().flatMap(path -> below(path, segment)).sorted().limit(MOST).toList();
            }
        }
        return found.stream().filter(ModelPatterns::isModel).toList();
    }

    private static Stream<Path> below(Path folder, String segment) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + segment.replaceAll("[\\[\\]{}]", "\\\\$0"));
        List<Path> fitting = new ArrayList<>();
        if (isModel(folder) || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Stream.of();
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (matcher.matches(entry.getFileName()) && !Files.isSymbolicLink(entry)) {
                    fitting.add(entry);
                }
            }
        } catch (IOException unreadable) {
            return Stream.of();
        }
        return fitting.stream();
    }

    private static boolean isModel(Path path) {
        String name = path.getFileName() == null ? "" : path.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".mlpackage") || name.endsWith(".mlmodel");
    }
}
